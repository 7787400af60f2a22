using October.LocalCluster.Cel.Syntax;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Evaluation;

/// <summary>The macros that run over a list or a map.</summary>
internal static class Comprehensions
{
    public static object? Evaluate(Evaluator evaluator, Expr.Comprehension macro, object? range, Scope? scope)
    {
        var steps = Steps(macro, range, scope);
        return macro.Kind switch
        {
            ComprehensionKind.All => Decide(evaluator, macro, steps, decisive: false),
            ComprehensionKind.Exists => Decide(evaluator, macro, steps, decisive: true),
            ComprehensionKind.ExistsOne => steps.Count(step => Evaluator.Truth(evaluator.Evaluate(macro.Body, step))) == 1,
            ComprehensionKind.Filter => new CelList([
                .. steps.Where(step => Evaluator.Truth(evaluator.Evaluate(macro.Body, step))).Select(static step => step.Value),
            ]),
            ComprehensionKind.Map => new CelList([.. FilteredSteps(evaluator, macro, steps).Select(step => evaluator.Evaluate(macro.Body, step))]),
            _ => TransformMap(evaluator, macro, steps),
        };
    }

    /// <summary>As <c>&amp;&amp;</c> and <c>||</c> over all steps: one that decides makes up for errors of others.</summary>
    private static bool Decide(Evaluator evaluator, Expr.Comprehension macro, IEnumerable<Scope> steps, bool decisive)
    {
        CelException? error = null;
        foreach (var step in steps)
        {
            try
            {
                if (Evaluator.Truth(evaluator.Evaluate(macro.Body, step)) == decisive)
                    return decisive;
            }
            catch (CelException exception)
            {
                error = exception;
            }
        }

        return error is null ? !decisive : throw error;
    }

    private static CelMap TransformMap(Evaluator evaluator, Expr.Comprehension macro, IEnumerable<Scope> steps)
    {
        var map = new CelMap();
        foreach (var step in FilteredSteps(evaluator, macro, steps))
            map.TryAdd(step.Outer!.Value!, evaluator.Evaluate(macro.Body, step));
        return map;
    }

    private static IEnumerable<Scope> FilteredSteps(Evaluator evaluator, Expr.Comprehension macro, IEnumerable<Scope> steps) =>
        macro.Filter is null ? steps : steps.Where(step => Evaluator.Truth(evaluator.Evaluate(macro.Filter, step)));

    /// <summary>One scope per step; with two variables the outer one holds the index or key.</summary>
    private static IEnumerable<Scope> Steps(Expr.Comprehension macro, object? range, Scope? scope) => (range, macro.Second) switch
    {
        (ICelList list, null) => list.Select(item => new Scope(macro.First, item, scope)),
        (ICelMap map, null) => map.Keys.Select(key => new Scope(macro.First, key, scope)),
        (ICelList list, { } value) => list.Select((item, i) => new Scope(value, item, new Scope(macro.First, (long)i, scope))),
        (ICelMap map, { } value) => map.Keys.Select(key => new Scope(value, map.TryGet(key, out var item) ? item : null, new Scope(macro.First, key, scope))),
        _ => throw CelException.NoSuchOverload(),
    };
}
