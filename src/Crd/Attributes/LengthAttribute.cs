namespace October.Crd.Attributes;

/// <summary>Bounds of a string's length, a list's items or a map's entries.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(long minimum = -1, long maximum = -1) : Attribute
{
    /// <summary>Inclusive; negative when unbounded.</summary>
    public long Minimum { get; } = minimum;

    /// <summary>Inclusive; negative when unbounded.</summary>
    public long Maximum { get; } = maximum;
}
