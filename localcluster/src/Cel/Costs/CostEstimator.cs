using October.LocalCluster.Cel.Checking;
using October.LocalCluster.Cel.Syntax;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Costs;

/// <summary>
/// What an expression may cost at worst, computed from the sizes that its schema allows (cel-go's <c>checker/cost.go</c>). Macros cost
/// what their expansion into loops costs.
/// </summary>
internal sealed class CostEstimator
{
    private static readonly CostRange ListCost = CostRange.Of(10);
    private static readonly CostRange MapCost = CostRange.Of(30);

    private readonly CheckedExpression _checked;
    private readonly SizeLookup _lookup;
    private readonly LibraryCosts _library;
    private readonly Dictionary<Expr, IReadOnlyList<string>> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, CostRange> _sizes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, EntrySize> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, Local> _resolved = new(ReferenceEqualityComparer.Instance);

    private CostEstimator(CheckedExpression expression, Declaration self)
    {
        _checked = expression;
        _lookup = new SizeLookup(self);
        _library = new LibraryCosts(_lookup);
    }

    private sealed record Local(string Name, IReadOnlyList<string>? Path, CostRange? Size, EntrySize? Entries, Local? Outer);

    /// <summary>The bounds of an expression's cost.</summary>
    public static CostRange Estimate(CheckedExpression expression, Declaration self) => new CostEstimator(expression, self).Cost(expression.Root, null);

    private CostRange Cost(Expr expr, Local? scope) => expr switch
    {
        Expr.Literal => default,
        Expr.Identifier identifier => Identifier(identifier, scope),
        Expr.Select { Optional: true } select => Cost(select.Operand, scope) + CostRange.Of(1),
        Expr.Select select => Select(select, scope),
        Expr.Has has => Cost(has.Operand, scope),
        Expr.Index index => Call(index, index.Optional ? "_[?_]" : "_[_]", null, [index.Operand, index.Key], scope),
        Expr.Call call => Call(call, scope),
        Expr.And and => Logic(and.Left, and.Right, scope),
        Expr.Or or => Logic(or.Left, or.Right, scope),
        Expr.Conditional conditional => Conditional(conditional, scope),
        Expr.ListLiteral list => List(list, scope),
        Expr.MapLiteral map => Map(map, scope),
        Expr.Comprehension macro => Comprehension(macro, scope),
        Expr.Bind bind => Bind(bind, scope),
        Expr.OptionalMap map => OptionalMap(map, scope),
        _ => throw new InvalidOperationException($"no cost for {expr.GetType().Name}"),
    };

    private CostRange Identifier(Expr.Identifier identifier, Local? scope)
    {
        var local = Find(scope, identifier.Name);
        if (local is null)
            _paths[identifier] = [identifier.Name];
        else if (local.Path is { } path)
            _paths[identifier] = path;
        if (local is not null)
            _resolved[identifier] = local;
        return CostRange.Of(1);
    }

    private CostRange Select(Expr.Select select, Local? scope)
    {
        // A type's name is one identifier, however many dots it has.
        if (QualifiedNames.Of(select) is { } name && TypeNames.Find(name) is not null)
            return CostRange.Of(1);
        var cost = Cost(select.Operand, scope);
        if (Path(select.Operand) is { } path)
            _paths[select] = [.. path, select.Field];
        return _checked.TypeOf(select.Operand).Kind is StaticKind.Map or StaticKind.Object or StaticKind.Parameter ? cost + CostRange.Of(1) : cost;
    }

    private CostRange Logic(Expr left, Expr right, Local? scope)
    {
        var first = Cost(left, scope);
        return new CostRange(first.Min, (first + Cost(right, scope)).Max);
    }

    private CostRange Conditional(Expr.Conditional conditional, Local? scope)
    {
        var cost = Cost(conditional.Condition, scope) + Cost(conditional.Then, scope).Union(Cost(conditional.Else, scope));
        Record(conditional, Size(conditional.Then).Union(Size(conditional.Else)), EntrySize.Union(Entries(conditional.Then), Entries(conditional.Else)));
        return cost;
    }

    private CostRange Call(Expr.Call call, Local? scope)
    {
        if (call is { Target: null, Function: "dyn", Args: [var value] })
        {
            var cost = Cost(value, scope) + CostRange.Of(1);
            Record(call, SizeOrNull(value), Entries(value));
            return cost;
        }

        var isQualified = call.Target is { } prefix && QualifiedNames.Of(prefix) is { } name && SignatureTable.Of($"{name}.{call.Function}").Count > 0;
        return isQualified
            ? Call(call, $"{QualifiedNames.Of(call.Target!)}.{call.Function}", null, call.Args, scope)
            : Call(call, call.Function, call.Target, call.Args, scope);
    }

    private CostRange Call(Expr expr, string function, Expr? target, IReadOnlyList<Expr> args, Local? scope)
    {
        var cost = args.Aggregate(default(CostRange), (sum, arg) => sum + Cost(arg, scope));
        if (target is not null)
            cost += Cost(target, scope);
        var receiver = target is null ? null : Node(target);
        var nodes = args.Select(Node).ToList();
        CostRange? own = null;
        CostRange? size = null;
        foreach (var overload in _checked.OverloadsOf(expr))
        {
            var estimate = _library.Of(function, overload.Id, receiver, nodes) ?? LanguageCosts.Of(overload.Id, receiver, nodes);
            own = own?.Union(estimate.Cost) ?? estimate.Cost;
            if (estimate.ResultSize is { } result)
                size = size?.Union(result) ?? result;
            if (overload.Id is "index_list" or "index_map")
            {
                size = Entries(args[0])?.Value;
                if (Path(args[0]) is { } path)
                    _paths[expr] = [.. path, overload.Id == "index_list" ? SizeLookup.Items : SizeLookup.Values];
            }
        }

        var entries = function == "_+_" ? EntrySize.Union(Entries(args[0]), Entries(args[1])) : null;
        Record(expr, size ?? SizeOrNull(expr), entries);
        return cost + (own ?? default);
    }

    private CostRange List(Expr.ListLiteral list, Local? scope)
    {
        var cost = list.Items.Aggregate(ListCost, (sum, item) => sum + Cost(item.Value, scope));
        _entries[list] = new EntrySize(IsList: true, CostRange.Of(1), Sizes(list.Items.Select(static item => item.Value)));
        return cost;
    }

    private CostRange Map(Expr.MapLiteral map, Local? scope)
    {
        var cost = map.Entries.Aggregate(MapCost, (sum, entry) => sum + Cost(entry.Key, scope) + Cost(entry.Value, scope));
        _entries[map] = new EntrySize(IsList: false, Sizes(map.Entries.Select(static e => e.Key)), Sizes(map.Entries.Select(static e => e.Value)));
        return cost;
    }

    private CostRange Sizes(IEnumerable<Expr> values) =>
        values.Select(Size).Aggregate((CostRange?)null, static (all, one) => all?.Union(one) ?? one) ?? default;

    private CostRange Comprehension(Expr.Comprehension macro, Local? scope)
    {
        var range = Cost(macro.Range, scope);
        var count = Size(macro.Range);
        var inner = Variables(macro, scope);
        var filter = macro.Filter is { } predicate ? Cost(predicate, inner) : (CostRange?)null;
        var body = Cost(macro.Body, inner);
        switch (macro.Kind)
        {
            // Each step evaluates the loop condition and joins the results.
            case ComprehensionKind.All:
                Record(macro, CostRange.Of(1), null);
                return range + CostRange.Of(1) + (count * new CostRange(3, (CostRange.Of(3) + body).Max));
            case ComprehensionKind.Exists:
                Record(macro, CostRange.Of(1), null);
                return range + CostRange.Of(1) + (count * new CostRange(4, (CostRange.Of(4) + body).Max));
            case ComprehensionKind.ExistsOne:
                Record(macro, CostRange.Of(1), null);
                return range + CostRange.Of(2) + (count * (body + new CostRange(1, 2)));
            case ComprehensionKind.Filter:
                var kept = macro.Second ?? macro.First;
                Record(macro, count, new EntrySize(IsList: true, CostRange.Of(1), new CostRange(0, SizeOfVariable(inner, kept, macro).Max)));
                return range + ListCost + CostRange.Of(1) + (count * (body + new CostRange(1, 13)));
            case ComprehensionKind.Map:
                Record(macro, count, new EntrySize(IsList: true, CostRange.Of(1), new CostRange(0, Size(macro.Body).Max)));
                return range + ListCost + CostRange.Of(1) + (count * FilteredSteps(filter, CostRange.Of(12) + body));
            default:
                Record(macro, count, null);
                return range + MapCost + CostRange.Of(1) + (count * FilteredSteps(filter, CostRange.Of(3) + body));
        }
    }

    /// <summary>A turn that the filter leaves out costs one.</summary>
    private static CostRange FilteredSteps(CostRange? filter, CostRange step) => filter is { } predicate ? predicate + step.Union(CostRange.Of(1)) : step;

    private Local Variables(Expr.Comprehension macro, Local? scope)
    {
        var entries = Entries(macro.Range);
        var isList = entries?.IsList ?? _checked.TypeOf(macro.Range).Kind == StaticKind.List;
        var path = Path(macro.Range);
        if (macro.Second is null)
            return new Local(macro.First, Join(path, isList ? SizeLookup.Items : SizeLookup.Keys), isList ? entries?.Value : entries?.Key, null, scope);
        var key = new Local(macro.First, Join(path, isList ? "@indices" : SizeLookup.Keys), entries?.Key, null, scope);
        return new Local(macro.Second, Join(path, isList ? SizeLookup.Items : SizeLookup.Values), entries?.Value, null, key);
    }

    private static IReadOnlyList<string>? Join(IReadOnlyList<string>? path, string step) => path is null ? null : [.. path, step];

    private CostRange SizeOfVariable(Local scope, string name, Expr.Comprehension macro)
    {
        var local = Find(scope, name);
        var range = _checked.TypeOf(macro.Range);
        return _lookup.Find(local?.Path) ?? (range.Parameters is [var type, ..] ? OfType(type) : null) ?? local?.Size ?? CostRange.Unknown;
    }

    private CostRange Bind(Expr.Bind bind, Local? scope)
    {
        var value = Cost(bind.Value, scope);
        var inner = new Local(bind.Name, Path(bind.Value), SizeOrNull(bind.Value), Entries(bind.Value), scope);
        var body = Cost(bind.Body, inner);
        Record(bind, SizeOrNull(bind.Body), Entries(bind.Body));
        return ListCost + value + body;
    }

    /// <summary><c>target.hasValue() ? optional.of(cel.bind(name, target.value(), body)) : optional.none()</c>.</summary>
    private CostRange OptionalMap(Expr.OptionalMap map, Local? scope)
    {
        var target = Cost(map.Target, scope) + CostRange.Of(1);
        var body = Cost(map.Body, new Local(map.Name, null, null, null, scope));
        var present = ListCost + target + body + CostRange.Of(map.Flat ? 0ul : 1);
        return target + present.Union(CostRange.Of(1));
    }

    private AstNode Node(Expr expr) => new(expr, Path(expr), _checked.TypeOf(expr), Size(expr));

    private IReadOnlyList<string>? Path(Expr expr) => _paths.GetValueOrDefault(expr);

    private CostRange Size(Expr expr) => SizeOrNull(expr) ?? CostRange.Unknown;

    private CostRange? SizeOrNull(Expr expr)
    {
        if (_sizes.TryGetValue(expr, out var known))
            return known;
        return OfLiteral(expr) ?? _lookup.Find(Path(expr)) ?? OfType(_checked.TypeOf(expr)) ?? _resolved.GetValueOrDefault(expr)?.Size;
    }

    private EntrySize? Entries(Expr expr) => _entries.GetValueOrDefault(expr) ?? _resolved.GetValueOrDefault(expr)?.Entries;

    private void Record(Expr expr, CostRange? size, EntrySize? entries)
    {
        if (size is { } known)
            _sizes[expr] = known;
        if (entries is not null)
            _entries[expr] = entries;
    }

    private static CostRange? OfLiteral(Expr expr) => expr switch
    {
        Expr.Literal { Value: string text } => CostRange.Of((ulong)Utf8.Length(text)),
        Expr.Literal { Value: byte[] bytes } => CostRange.Of((ulong)bytes.Length),
        Expr.Literal => CostRange.Of(1),
        Expr.ListLiteral list => CostRange.Of((ulong)list.Items.Count),
        Expr.MapLiteral map => CostRange.Of((ulong)map.Entries.Count),
        _ => null,
    };

    /// <summary>Numbers, times and truths are of one size.</summary>
    private static CostRange? OfType(StaticType type) =>
        type.Unwrapped().Kind is StaticKind.Bool or StaticKind.Int or StaticKind.Uint or StaticKind.Double or StaticKind.Duration or StaticKind.Timestamp
            ? CostRange.Of(1)
            : null;

    private static Local? Find(Local? scope, string name)
    {
        while (scope is not null && scope.Name != name)
            scope = scope.Outer;
        return scope;
    }
}
