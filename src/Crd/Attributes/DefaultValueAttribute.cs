namespace October.Crd.Attributes;

/// <summary>A schema default. Only status uses one: defaults under spec would show up as drift in GitOps.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultValueAttribute(object value) : Attribute
{
    public object Value { get; } = value;
}
