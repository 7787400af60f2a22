namespace October.Crd.Attributes;

/// <summary>The text that <c>kubectl explain</c> shows for a field or kind. States unit and default.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class DescriptionAttribute(string description) : Attribute
{
    public string Description { get; } = description;
}
