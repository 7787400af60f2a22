using October.LocalCluster.Cel.Checking;
using October.LocalCluster.Cel.Costs;
using October.LocalCluster.Cel.Syntax;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>What compiling one expression came to.</summary>
/// <param name="Error">Why it cannot be used, or null.</param>
/// <param name="Cost">The most that one evaluation may cost.</param>
/// <param name="UsesOldSelf">Whether it speaks about the old value.</param>
internal sealed record RuleCompilation(string? Error, ulong Cost, bool UsesOldSelf)
{
    /// <param name="expression">The text.</param>
    /// <param name="self">What it is about.</param>
    /// <param name="oldSelfIsOptional">Whether the old value may be absent.</param>
    /// <param name="result">The type that it must have.</param>
    /// <param name="wrongResult">What to say when it has another one.</param>
    public static RuleCompilation Of(string expression, Declaration self, bool oldSelfIsOptional, StaticType result, string wrongResult)
    {
        Expr program;
        try
        {
            program = Parser.Parse(expression);
        }
        catch (CelSyntaxException exception)
        {
            return Failed("compilation failed: " + SourceMark.Render(expression, exception.Position, exception.Message));
        }

        var check = TypeChecker.Check(program, self, oldSelfIsOptional);
        if (check.Errors.Count > 0)
            return Failed("compilation failed: " + string.Join('\n', check.Errors.Select(e => SourceMark.Render(expression, e.Position, e.Message))));
        return check.TypeOf(program).Equals(result)
            ? new RuleCompilation(null, CostEstimator.Estimate(check, self).Max, Mentions.Variable(program, "oldSelf"))
            : Failed(wrongResult);
    }

    private static RuleCompilation Failed(string error) => new(error, 0, UsesOldSelf: false);
}
