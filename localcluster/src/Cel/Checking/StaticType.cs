namespace October.LocalCluster.Cel.Checking;

/// <summary>The type that an expression has before any value is known.</summary>
internal sealed class StaticType : IEquatable<StaticType>
{
    private StaticType(StaticKind kind, string name, params IReadOnlyList<StaticType> parameters)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters;
    }

    public static StaticType Error { get; } = new(StaticKind.Error, "!error!");

    public static StaticType Dyn { get; } = new(StaticKind.Dyn, "dyn");

    public static StaticType Null { get; } = new(StaticKind.Null, "null");

    public static StaticType Bool { get; } = new(StaticKind.Bool, "bool");

    public static StaticType Int { get; } = new(StaticKind.Int, "int");

    public static StaticType Uint { get; } = new(StaticKind.Uint, "uint");

    public static StaticType Double { get; } = new(StaticKind.Double, "double");

    public static StaticType String { get; } = new(StaticKind.String, "string");

    public static StaticType Bytes { get; } = new(StaticKind.Bytes, "bytes");

    public static StaticType Duration { get; } = new(StaticKind.Duration, "duration");

    public static StaticType Timestamp { get; } = new(StaticKind.Timestamp, "timestamp");

    public StaticKind Kind { get; }

    public string Name { get; }

    public IReadOnlyList<StaticType> Parameters { get; }

    public bool IsOptional => Kind == StaticKind.Opaque && Name == "optional_type";

    public bool IsDynOrError => Kind is StaticKind.Dyn or StaticKind.Error;

    public static StaticType List(StaticType item) => new(StaticKind.List, "list", item);

    public static StaticType Map(StaticType key, StaticType value) => new(StaticKind.Map, "map", key, value);

    public static StaticType Object(string name) => new(StaticKind.Object, name);

    public static StaticType Opaque(string name, params IReadOnlyList<StaticType> parameters) => new(StaticKind.Opaque, name, parameters);

    public static StaticType Optional(StaticType value) => Opaque("optional_type", value);

    public static StaticType TypeOf(StaticType type) => new(StaticKind.Type, "type", type);

    public static StaticType Parameter(string name) => new(StaticKind.Parameter, name);

    /// <summary>The same type over other parameters.</summary>
    public StaticType With(IReadOnlyList<StaticType> parameters) => Parameters.Count == 0 ? this : new StaticType(Kind, Name, parameters);

    /// <summary>The type within an optional one, else the type itself.</summary>
    public StaticType Unwrapped() => IsOptional ? Parameters[0] : this;

    public bool Equals(StaticType? other) =>
        ReferenceEquals(this, other) || (other is not null && Kind == other.Kind && Name == other.Name && Parameters.SequenceEqual(other.Parameters));

    public override bool Equals(object? obj) => Equals(obj as StaticType);

    public override int GetHashCode() => HashCode.Combine(Kind, Name, Parameters.Count);

    /// <summary>As cel-go prints it: <c>map(string, list(int))</c>.</summary>
    public override string ToString() => Parameters.Count == 0 ? Name : $"{Name}({string.Join(", ", Parameters)})";
}
