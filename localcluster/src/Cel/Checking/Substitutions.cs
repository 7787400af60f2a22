namespace October.LocalCluster.Cel.Checking;

/// <summary>What is known of type parameters so far, and whether types agree under it (cel-go's <c>checker/types.go</c>).</summary>
internal sealed class Substitutions
{
    private Dictionary<string, StaticType> _known = new(StringComparer.Ordinal);
    private int _fresh;

    public StaticType NewParameter() => StaticType.Parameter($"_var{_fresh++}");

    /// <summary>Whether a value of the first type may stand where the second is wanted; when it may, what follows for parameters is kept.</summary>
    public bool IsAssignable(StaticType from, StaticType to) => Try(() => Fits(from, to));

    public bool AreAssignable(IReadOnlyList<StaticType> from, IReadOnlyList<StaticType> to) => Try(() => AllFit(from, to));

    /// <summary>The type with all that is known put in; what is not known becomes <c>dyn</c>.</summary>
    public StaticType Resolve(StaticType type, bool unknownIsDyn = false)
    {
        if (type.Kind == StaticKind.Parameter)
            return _known.TryGetValue(type.Name, out var known) ? Resolve(known, unknownIsDyn) : unknownIsDyn ? StaticType.Dyn : type;
        return type.With([.. type.Parameters.Select(p => Resolve(p, unknownIsDyn))]);
    }

    /// <summary>The more general of two types that agree.</summary>
    public static StaticType MoreGeneral(StaticType left, StaticType right) => IsAtMostAsSpecific(left, right) ? left : right;

    private bool Try(Func<bool> attempt)
    {
        var before = _known;
        _known = new Dictionary<string, StaticType>(before, StringComparer.Ordinal);
        if (attempt())
            return true;
        _known = before;
        return false;
    }

    private bool AllFit(IReadOnlyList<StaticType> from, IReadOnlyList<StaticType> to) =>
        from.Count == to.Count && !from.Where((type, i) => !Fits(type, to[i])).Any();

    private bool Fits(StaticType from, StaticType to)
    {
        if (to.Kind == StaticKind.Parameter)
        {
            var (isValid, isKnown) = Bind(from, to);
            if (isValid || isKnown)
                return isValid;
        }

        if (from.Kind == StaticKind.Parameter)
            return Bind(to, from).IsValid;
        if (from.IsDynOrError || to.IsDynOrError)
            return true;
        if (from.Kind == StaticKind.Null)
            return IsNullable(to);
        if (to.Kind == StaticKind.Null)
            return IsNullable(from);
        return from.Kind == to.Kind && (from.Kind == StaticKind.Type || (from.Name == to.Name && AllFit(from.Parameters, to.Parameters)));
    }

    private static bool IsNullable(StaticType type) =>
        type.Kind is StaticKind.Null or StaticKind.Opaque or StaticKind.Object or StaticKind.Duration or StaticKind.Timestamp;

    /// <summary>Takes a type for a parameter, unless the parameter stands for one that does not agree, or occurs within it.</summary>
    private (bool IsValid, bool IsKnown) Bind(StaticType type, StaticType parameter)
    {
        if (type.Equals(parameter))
            return (true, true);
        if (_known.TryGetValue(parameter.Name, out var known))
        {
            if (type.Equals(known))
                return (true, true);
            if (!Fits(type, known))
                return (false, true);
            var general = MoreGeneral(type, known);
            if (!Occurs(parameter, general))
                _known[parameter.Name] = general;
            return (true, true);
        }

        if (Occurs(parameter, type))
            return (false, false);
        _known[parameter.Name] = type;
        return (true, false);
    }

    private bool Occurs(StaticType parameter, StaticType within)
    {
        if (parameter.Equals(within))
            return true;
        return within.Kind == StaticKind.Parameter
            ? _known.TryGetValue(within.Name, out var known) && Occurs(parameter, known)
            : within.Parameters.Any(p => Occurs(parameter, p));
    }

    private static bool IsAtMostAsSpecific(StaticType left, StaticType right)
    {
        if (left.Kind is StaticKind.Dyn or StaticKind.Parameter)
            return true;
        if (right.Kind is StaticKind.Dyn or StaticKind.Parameter || left.Kind != right.Kind)
            return false;
        return left.Kind switch
        {
            StaticKind.Type => true,
            StaticKind.Opaque or StaticKind.List or StaticKind.Map =>
                left.Name == right.Name && left.Parameters.Count == right.Parameters.Count
                && !left.Parameters.Where((p, i) => !IsAtMostAsSpecific(p, right.Parameters[i])).Any(),
            _ => left.Equals(right),
        };
    }
}
