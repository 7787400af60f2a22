namespace October.Crd.Attributes;

/// <summary>The schema lists the field under <c>required</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;
