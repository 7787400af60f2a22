namespace October.Operator.Telemetry;

/// <summary>What a container uses.</summary>
internal sealed class V1ContainerMetrics
{
    public string Name { get; set; } = "";

    /// <summary>Quantities by resource: <c>cpu</c>, <c>memory</c>.</summary>
    public IReadOnlyDictionary<string, string>? Usage { get; set; }
}
