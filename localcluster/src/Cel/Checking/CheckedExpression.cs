using October.LocalCluster.Cel.Syntax;

namespace October.LocalCluster.Cel.Checking;

/// <summary>An expression with the type of each of its parts and the overloads that its calls may take.</summary>
internal sealed class CheckedExpression(Expr root)
{
    private readonly Dictionary<Expr, StaticType> _types = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, IReadOnlyList<Signature>> _overloads = new(ReferenceEqualityComparer.Instance);

    public Expr Root => root;

    /// <summary>What is wrong, in the order of the text. Without errors the types are complete.</summary>
    public List<CheckError> Errors { get; } = [];

    public StaticType TypeOf(Expr expr) => _types.GetValueOrDefault(expr, StaticType.Dyn);

    public IReadOnlyList<Signature> OverloadsOf(Expr call) => _overloads.GetValueOrDefault(call, []);

    public StaticType SetType(Expr expr, StaticType type) => _types[expr] = type;

    public void SetOverloads(Expr call, IReadOnlyList<Signature> overloads) => _overloads[call] = overloads;

    /// <summary>Puts in what became known of parameters by the end.</summary>
    public void Complete(Substitutions substitutions)
    {
        foreach (var (expr, type) in _types)
            _types[expr] = substitutions.Resolve(type, unknownIsDyn: true);
        Errors.Sort(static (a, b) => a.Position.CompareTo(b.Position));
    }
}
