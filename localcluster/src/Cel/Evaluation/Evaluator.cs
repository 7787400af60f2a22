using October.LocalCluster.Cel.Functions;
using October.LocalCluster.Cel.Syntax;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Evaluation;

/// <summary>Computes the value of an expression. Pure but for the meter.</summary>
internal sealed class Evaluator(CostMeter meter)
{
    private static readonly Dictionary<string, CelType> TypeNames = new[]
    {
        "bool",
        "int",
        "uint",
        "double",
        "string",
        "bytes",
        "list",
        "map",
        "null_type",
        "type",
        "google.protobuf.Duration",
        "google.protobuf.Timestamp",
        "optional_type",
        "net.IP",
        "net.CIDR",
        "kubernetes.URL",
        "kubernetes.Quantity",
        "kubernetes.Semver",
    }.ToDictionary(static name => name, static name => new CelType(name), StringComparer.Ordinal);

    private readonly FunctionContext _functions = new(meter);

    /// <exception cref="CelException">The evaluation failed.</exception>
    /// <exception cref="CostLimitException">It was given up.</exception>
    public object? Evaluate(Expr expr, Scope? scope)
    {
        if (expr is not Expr.Literal)
            meter.Charge(1);
        return expr switch
        {
            Expr.Literal literal => literal.Value,
            Expr.Identifier identifier => Resolve(identifier.Name, scope),
            Expr.Select select => Select(select, scope),
            Expr.Has has => Has(Evaluate(has.Operand, scope), has.Field),
            Expr.Index index => Index(Evaluate(index.Operand, scope), Evaluate(index.Key, scope), index.Optional),
            Expr.Call call => Call(call, scope),
            Expr.And and => Logic(and.Left, and.Right, scope, decisive: false),
            Expr.Or or => Logic(or.Left, or.Right, scope, decisive: true),
            Expr.Conditional conditional => Truth(Evaluate(conditional.Condition, scope))
                ? Evaluate(conditional.Then, scope)
                : Evaluate(conditional.Else, scope),
            Expr.ListLiteral list => List(list, scope),
            Expr.MapLiteral map => Map(map, scope),
            Expr.Comprehension comprehension => Comprehensions.Evaluate(this, comprehension, Evaluate(comprehension.Range, scope), scope),
            Expr.Bind bind => Evaluate(bind.Body, new Scope(bind.Name, Evaluate(bind.Value, scope), scope)),
            Expr.OptionalMap map => OptionalMap(map, scope),
            _ => throw new InvalidOperationException($"no evaluation for {expr.GetType().Name}"),
        };
    }

    public static bool Truth(object? value) => value is bool flag ? flag : throw CelException.NoSuchOverload();

    private static object? Resolve(string name, Scope? scope)
    {
        if (Scope.TryFind(scope, name, out var found))
            return found.Value;
        return TypeNames.TryGetValue(name, out var type) ? type : throw new CelException($"no such attribute(s): {name}");
    }

    private object? Select(Expr.Select select, Scope? scope)
    {
        // A dotted name may be that of a type.
        if (QualifiedNames.Of(select) is { } name && TypeNames.TryGetValue(name, out var type))
            return type;
        var operand = Evaluate(select.Operand, scope);
        if (operand is CelOptional optional)
            return optional.HasValue ? Field(optional.Value, select.Field, optional: true) : CelOptional.None;
        return Field(operand, select.Field, select.Optional);
    }

    private static object? Field(object? operand, string field, bool optional)
    {
        if (operand is not ICelMap map)
            throw CelException.NoSuchOverload();
        if (map.TrySelect(field, out var value))
            return optional ? CelOptional.Of(value) : value;
        return optional ? CelOptional.None : throw CelException.NoSuchKey(field);
    }

    private static bool Has(object? operand, string field) => operand switch
    {
        ICelMap map => map.TrySelect(field, out _),
        CelOptional { HasValue: false } => false,
        CelOptional { Value: ICelMap map } => map.TrySelect(field, out _),
        _ => throw CelException.NoSuchOverload(),
    };

    private static object? Index(object? operand, object? key, bool optional)
    {
        if (operand is CelOptional outer)
            return outer.HasValue ? Index(outer.Value, key, optional: true) : CelOptional.None;
        switch (operand)
        {
            case ICelMap map when key is string or long or ulong or bool or double:
                if (map.TryGet(key, out var value))
                    return optional ? CelOptional.Of(value) : value;
                return optional ? CelOptional.None : throw CelException.NoSuchKey(key);
            case ICelList list when CelOrder.TryCompareNumbers(key, 0L, out _):
                var at =
                    key is double d && d != Math.Floor(d)
                        ? throw new CelException($"unsupported index value {CelText.Of(key)}")
                        : Convert.ToInt64(key, System.Globalization.CultureInfo.InvariantCulture);
                if (at >= 0 && at < list.Count)
                    return optional ? CelOptional.Of(list[(int)at]) : list[(int)at];
                return optional ? CelOptional.None : throw new CelException($"index out of bounds: {at}");
            default:
                throw CelException.NoSuchOverload();
        }
    }

    /// <summary>Either side may decide; an error of the other is then of no account.</summary>
    private bool Logic(Expr left, Expr right, Scope? scope, bool decisive)
    {
        CelException? error = null;
        try
        {
            if (Truth(Evaluate(left, scope)) == decisive)
                return decisive;
        }
        catch (CelException exception)
        {
            error = exception;
        }

        if (Truth(Evaluate(right, scope)) == decisive)
            return decisive;
        return error is null ? !decisive : throw error;
    }

    private object? Call(Expr.Call call, Scope? scope)
    {
        if (call.Target is { } target && QualifiedNames.Of(target) is { } prefix && !Scope.TryFind(scope, prefix.Split('.')[0], out _)
            && FunctionTable.TryFind($"{prefix}.{call.Function}", isMember: false, out var qualified))
            return qualified(_functions, Arguments(null, call.Args, scope));
        var arguments = Arguments(call.Target, call.Args, scope);
        return FunctionTable.TryFind(call.Function, call.Target is not null, out var function)
            ? function(_functions, arguments)
            : throw CelException.NoSuchOverload();
    }

    private object?[] Arguments(Expr? target, IReadOnlyList<Expr> args, Scope? scope)
    {
        var offset = target is null ? 0 : 1;
        var values = new object?[args.Count + offset];
        if (target is not null)
            values[0] = Evaluate(target, scope);
        for (var i = 0; i < args.Count; i++)
            values[i + offset] = Evaluate(args[i], scope);
        return values;
    }

    private CelList List(Expr.ListLiteral literal, Scope? scope)
    {
        var items = new List<object?>(literal.Items.Count);
        foreach (var element in literal.Items)
        {
            var value = Evaluate(element.Value, scope);
            if (!element.Optional)
                items.Add(value);
            else if (value is CelOptional { HasValue: true } present)
                items.Add(present.Value);
            else if (value is not CelOptional)
                throw CelException.NoSuchOverload();
        }

        return new CelList(items);
    }

    private CelMap Map(Expr.MapLiteral literal, Scope? scope)
    {
        var map = new CelMap();
        foreach (var entry in literal.Entries)
        {
            var key = Evaluate(entry.Key, scope) ?? throw new CelException("unsupported key type");
            var value = Evaluate(entry.Value, scope);
            if (entry.Optional)
            {
                if (value is not CelOptional optional)
                    throw CelException.NoSuchOverload();
                if (!optional.HasValue)
                    continue;
                value = optional.Value;
            }

            if (!map.TryAdd(key, value))
                throw new CelException($"insert failed: key {CelText.Of(key)} already exists");
        }

        return map;
    }

    private CelOptional OptionalMap(Expr.OptionalMap map, Scope? scope)
    {
        if (Evaluate(map.Target, scope) is not CelOptional target)
            throw CelException.NoSuchOverload();
        if (!target.HasValue)
            return CelOptional.None;
        var value = Evaluate(map.Body, new Scope(map.Name, target.Value, scope));
        if (!map.Flat)
            return CelOptional.Of(value);
        return value as CelOptional ?? throw CelException.NoSuchOverload();
    }
}
