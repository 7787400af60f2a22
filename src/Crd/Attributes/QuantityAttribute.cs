namespace October.Crd.Attributes;

/// <summary>The string, or every value of the map, is a Kubernetes quantity (<c>100m</c>, <c>128Mi</c>), or a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class QuantityAttribute : Attribute;
