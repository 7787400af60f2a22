using Microsoft.CodeAnalysis;

namespace October.Tasks.Generators;

/// <summary>One method with <c>[Task]</c>: the code of its handler, or why there is none. Comparable, so that a compiler that runs on generates once.</summary>
internal sealed class Handler(string name, string method, string code, string? service, IReadOnlyList<Problem> problems, Location? location)
    : IEquatable<Handler>
{
    /// <summary>The task's name.</summary>
    public string Name => name;

    /// <summary>Where the method is, to put handlers in order.</summary>
    public string Method => method;

    /// <summary>The members of the handler's class; empty when there are problems.</summary>
    public string Code => code;

    /// <summary>The class that the method is an instance method of; null for a static one.</summary>
    public string? Service => service;

    public IReadOnlyList<Problem> Problems => problems;

    public Location? Location => location;

    public bool Equals(Handler? other) =>
        other is not null && name == other.Name && method == other.Method && code == other.Code && service == other.Service
        && problems.SequenceEqual(other.Problems) && Equals(location, other.Location);

    public override bool Equals(object? obj) => Equals(obj as Handler);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(code) ^ StringComparer.Ordinal.GetHashCode(name);
}
