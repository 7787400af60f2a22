namespace October.Crd.Attributes;

/// <summary>A column of <c>kubectl get</c>, in the order of declaration on the kind.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class AdditionalPrinterColumnAttribute(string jsonPath, string name, string type = "string", bool wide = false) : Attribute
{
    public string JsonPath { get; } = jsonPath;

    public string Name { get; } = name;

    public string Type { get; } = type;

    /// <summary>Only shown with <c>-o wide</c>.</summary>
    public bool Wide { get; } = wide;

    public string? Description { get; init; }
}
