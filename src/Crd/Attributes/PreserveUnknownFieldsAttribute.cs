namespace October.Crd.Attributes;

/// <summary>Any JSON value is allowed below this field and kept as it is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;
