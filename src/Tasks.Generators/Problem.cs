using Microsoft.CodeAnalysis;

namespace October.Tasks.Generators;

/// <summary>One diagnostic, comparable from one run of the compiler to the next.</summary>
internal sealed class Problem(DiagnosticDescriptor rule, Location? location, params string[] values) : IEquatable<Problem>
{
    private readonly Location _location = location ?? Location.None;
    private readonly string[] _values = values;

    public Diagnostic ToDiagnostic() => Diagnostic.Create(rule, _location, _values);

    public bool Equals(Problem? other) => other is not null && ToDiagnostic().Equals(other.ToDiagnostic());

    public override bool Equals(object? obj) => Equals(obj as Problem);

    public override int GetHashCode() => ToDiagnostic().GetHashCode();
}
