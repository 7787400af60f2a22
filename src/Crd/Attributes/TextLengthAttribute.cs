namespace October.Crd.Attributes;

/// <summary>The most characters of each text in a list, or of each value in a map.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextLengthAttribute(long maximum) : Attribute
{
    /// <summary>Inclusive.</summary>
    public long Maximum { get; } = maximum;
}
