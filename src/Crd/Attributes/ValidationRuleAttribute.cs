namespace October.Crd.Attributes;

/// <summary>A CEL rule of the API server (<c>x-kubernetes-validations</c>); the message says what to write instead.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(string rule, string message, string? fieldPath = null, string? reason = null) : Attribute
{
    public string Rule { get; } = rule;

    public string Message { get; } = message;

    public string? FieldPath { get; } = fieldPath;

    public string? Reason { get; } = reason;
}
