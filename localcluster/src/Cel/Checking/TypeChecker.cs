using October.LocalCluster.Cel.Syntax;

namespace October.LocalCluster.Cel.Checking;

/// <summary>Finds the type of every part of an expression before it ever runs, as cel-go's checker does.</summary>
internal sealed class TypeChecker
{
    private readonly CheckedExpression _result;
    private readonly Substitutions _substitutions = new();
    private readonly Dictionary<string, Declaration> _objects;

    private TypeChecker(Expr root, Declaration self)
    {
        _result = new CheckedExpression(root);
        _objects = self.Objects().DistinctBy(static o => o.Type.Name).ToDictionary(static o => o.Type.Name, StringComparer.Ordinal);
    }

    /// <param name="root">The expression.</param>
    /// <param name="self">What <c>self</c> is.</param>
    /// <param name="oldSelfIsOptional">Whether <c>oldSelf</c> may be absent.</param>
    public static CheckedExpression Check(Expr root, Declaration self, bool oldSelfIsOptional)
    {
        var checker = new TypeChecker(root, self);
        var scope = new TypeScope("self", self.Type, new TypeScope("oldSelf", oldSelfIsOptional ? StaticType.Optional(self.Type) : self.Type, null));
        checker.Check(root, scope);
        checker._result.Complete(checker._substitutions);
        return checker._result;
    }

    private StaticType Check(Expr expr, TypeScope? scope) => _result.SetType(expr, expr switch
    {
        Expr.Literal literal => TypeOf(literal.Value),
        Expr.Identifier identifier => Identifier(identifier.Name, identifier.Position, scope),
        Expr.Select select => Select(select, scope),
        Expr.Has has => Has(has, scope),
        Expr.Index index => Resolve(index, index.Optional ? "_[?_]" : "_[_]", [Check(index.Operand, scope), Check(index.Key, scope)], false, index.Position),
        Expr.Call call => Call(call, scope),
        Expr.And and => Logic(and.Left, and.Right, scope),
        Expr.Or or => Logic(or.Left, or.Right, scope),
        Expr.Conditional c => Resolve(c, "_?_:_", [Check(c.Condition, scope), Check(c.Then, scope), Check(c.Else, scope)], false, c.Position),
        Expr.ListLiteral list => StaticType.List(Joined(list.Items.Select(item => (item.Value, item.Optional)), scope)),
        Expr.MapLiteral map => Map(map, scope),
        Expr.Comprehension macro => Comprehension(macro, scope),
        Expr.Bind bind => Bind(bind, scope),
        Expr.OptionalMap map => OptionalMap(map, scope),
        _ => throw new InvalidOperationException($"no type for {expr.GetType().Name}"),
    });

    private static StaticType TypeOf(object? literal) => literal switch
    {
        null => StaticType.Null,
        bool => StaticType.Bool,
        long => StaticType.Int,
        ulong => StaticType.Uint,
        double => StaticType.Double,
        string => StaticType.String,
        _ => StaticType.Bytes,
    };

    private StaticType Identifier(string name, int position, TypeScope? scope) =>
        TypeScope.Find(scope, name) ?? TypeNames.Find(name) ?? Fail($"undeclared reference to '{name}' (in container '')", position);

    private StaticType Select(Expr.Select select, TypeScope? scope)
    {
        // A dotted name may be that of a type.
        if (!select.Optional && QualifiedNames.Of(select) is { } name && TypeNames.Find(name) is { } type)
            return type;
        return _substitutions.Resolve(Field(Check(select.Operand, scope), select.Field, select.Optional, select.Position));
    }

    private StaticType Has(Expr.Has has, TypeScope? scope)
    {
        Field(Check(has.Operand, scope), has.Field, optional: false, has.Position);
        return StaticType.Bool;
    }

    private StaticType Field(StaticType operand, string field, bool optional, int position)
    {
        var resolved = _substitutions.Resolve(operand);
        var target = resolved.Unwrapped();
        StaticType result;
        switch (target.Kind)
        {
            case StaticKind.Map:
                result = target.Parameters[1];
                break;
            case StaticKind.Object:
                result = _objects.GetValueOrDefault(target.Name)?.Fields?.GetValueOrDefault(field)?.Type ?? Fail($"undefined field '{field}'", position);
                break;
            case StaticKind.Parameter:
                _substitutions.IsAssignable(StaticType.Dyn, target);
                result = StaticType.Dyn;
                break;
            default:
                if (!target.IsDynOrError)
                    Fail($"type '{target}' does not support field selection", position);
                result = StaticType.Dyn;
                break;
        }

        return optional || resolved.IsOptional ? StaticType.Optional(result) : result;
    }

    private StaticType Call(Expr.Call call, TypeScope? scope)
    {
        var arguments = call.Args.Select(arg => Check(arg, scope)).ToList();
        if (call.Target is null)
            return Resolve(call, call.Function, arguments, false, call.Position);
        if (QualifiedNames.Of(call.Target) is { } prefix && SignatureTable.Of($"{prefix}.{call.Function}").Count > 0)
            return Resolve(call, $"{prefix}.{call.Function}", arguments, false, call.Position);
        return Resolve(call, call.Function, [Check(call.Target, scope), .. arguments], true, call.Position);
    }

    /// <summary>Finds every overload that the arguments fit; the result is what they agree on, else <c>dyn</c>.</summary>
    private StaticType Resolve(Expr expr, string function, IReadOnlyList<StaticType> arguments, bool isMember, int position)
    {
        var overloads = SignatureTable.Of(function);
        if (overloads.Count == 0)
            return Fail($"undeclared reference to '{function}' (in container '')", position);
        var fitting = new List<Signature>();
        StaticType? result = null;
        foreach (var overload in overloads.Where(o => o.IsMember == isMember))
        {
            var fresh = overload.Fresh(_substitutions);
            if (!_substitutions.AreAssignable(arguments, fresh.Arguments))
                continue;
            fitting.Add(overload);
            var type = _substitutions.Resolve(fresh.Result);
            result = result is null || type.Equals(result) || result.Kind == StaticKind.Dyn ? result ?? type : StaticType.Dyn;
        }

        _result.SetOverloads(expr, fitting);
        if (result is not null)
            return result;
        var shown = arguments.Select(a => _substitutions.Resolve(a, unknownIsDyn: true).ToString()).ToList();
        var signature = isMember ? $"{shown[0]}.({string.Join(", ", shown.Skip(1))})" : $"({string.Join(", ", shown)})";
        return Fail($"found no matching overload for '{function}' applied to '{signature}'", position);
    }

    private StaticType Logic(Expr left, Expr right, TypeScope? scope)
    {
        Check(left, scope);
        Check(right, scope);
        Expect(StaticType.Bool, left);
        Expect(StaticType.Bool, right);
        return StaticType.Bool;
    }

    private StaticType Joined(IEnumerable<(Expr Value, bool Optional)> items, TypeScope? scope)
    {
        StaticType? joined = null;
        foreach (var (value, optional) in items)
        {
            var type = Check(value, scope);
            if (optional && !type.IsOptional && type.Kind != StaticKind.Dyn)
                Mismatch(StaticType.Optional(type), type, value);
            if (optional)
                type = type.Unwrapped();
            if (joined is null)
                joined = type;
            else if (_substitutions.IsAssignable(joined, type))
                joined = Substitutions.MoreGeneral(joined, type);
            else
                joined = Mismatch(joined, type, value);
        }

        return joined ?? _substitutions.NewParameter();
    }

    private StaticType Map(Expr.MapLiteral map, TypeScope? scope) => StaticType.Map(
        Joined(map.Entries.Select(static e => (e.Key, false)), scope),
        Joined(map.Entries.Select(static e => (e.Value, e.Optional)), scope));

    private StaticType Comprehension(Expr.Comprehension macro, TypeScope? scope)
    {
        var (first, second) = Variables(macro, _substitutions.Resolve(Check(macro.Range, scope)));
        var inner = new TypeScope(macro.First, first, scope);
        if (macro.Second is { } name)
            inner = new TypeScope(name, second, inner);
        if (macro.Filter is { } filter)
            Condition(filter, inner, macro);
        switch (macro.Kind)
        {
            case ComprehensionKind.All or ComprehensionKind.Exists:
                Check(macro.Body, inner);
                Expect(StaticType.Bool, macro.Body);
                return StaticType.Bool;
            case ComprehensionKind.ExistsOne:
                Condition(macro.Body, inner, macro);
                return StaticType.Bool;
            case ComprehensionKind.Filter:
                Condition(macro.Body, inner, macro);
                return StaticType.List(second);
            case ComprehensionKind.Map:
                return StaticType.List(Check(macro.Body, inner));
            default:
                return StaticType.Map(first, Check(macro.Body, inner));
        }
    }

    /// <summary>The types of a macro's variables; with one variable both are that of what it runs over.</summary>
    private (StaticType First, StaticType Second) Variables(Expr.Comprehension macro, StaticType range)
    {
        switch (range.Kind)
        {
            case StaticKind.List:
                return (macro.Second is null ? range.Parameters[0] : StaticType.Int, range.Parameters[0]);
            case StaticKind.Map:
                return (range.Parameters[0], macro.Second is null ? range.Parameters[0] : range.Parameters[1]);
            case StaticKind.Dyn or StaticKind.Error or StaticKind.Parameter:
                _substitutions.IsAssignable(StaticType.Dyn, range);
                return (StaticType.Dyn, StaticType.Dyn);
            default:
                Fail($"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)", macro.Range.Position);
                return (StaticType.Error, StaticType.Error);
        }
    }

    /// <summary>These macros choose by their predicate, so a wrong one is a wrong <c>?:</c>.</summary>
    private void Condition(Expr predicate, TypeScope scope, Expr.Comprehension macro)
    {
        var type = Check(predicate, scope);
        var branch = macro.Kind == ComprehensionKind.ExistsOne ? StaticType.Int : StaticType.List(StaticType.Dyn);
        if (!_substitutions.IsAssignable(type, StaticType.Bool))
            Fail($"found no matching overload for '_?_:_' applied to '({_substitutions.Resolve(type, true)}, {branch}, {branch})'", macro.Position);
    }

    private StaticType Bind(Expr.Bind bind, TypeScope? scope) => Check(bind.Body, new TypeScope(bind.Name, Check(bind.Value, scope), scope));

    private StaticType OptionalMap(Expr.OptionalMap map, TypeScope? scope)
    {
        var target = _substitutions.Resolve(Check(map.Target, scope));
        if (!target.IsOptional && !target.IsDynOrError)
            Fail($"found no matching overload for 'hasValue' applied to '{target}.()'", map.Position);
        var body = Check(map.Body, new TypeScope(map.Name, target.IsOptional ? target.Parameters[0] : StaticType.Dyn, scope));
        return map.Flat ? body : StaticType.Optional(body);
    }

    private void Expect(StaticType wanted, Expr expr)
    {
        if (!_substitutions.IsAssignable(_result.TypeOf(expr), wanted))
            Mismatch(wanted, _result.TypeOf(expr), expr);
    }

    private StaticType Mismatch(StaticType wanted, StaticType found, Expr expr) =>
        Fail($"expected type '{_substitutions.Resolve(wanted, true)}' but found '{_substitutions.Resolve(found, true)}'", expr.Position);

    private StaticType Fail(string message, int position)
    {
        _result.Errors.Add(new CheckError(message, position));
        return StaticType.Error;
    }
}
