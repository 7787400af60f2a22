using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using October.Crd;
using October.Operator.Desired.Monitoring;
using October.Operator.Desired.Tls;
using October.Operator.Telemetry;
using October.Runtime.Api;

namespace October.Operator;

/// <summary>Shapes of the kinds that the operator knows and the client library does not.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(V1ServiceMonitor))]
[JsonSerializable(typeof(V1PrometheusRule))]
[JsonSerializable(typeof(V1Certificate))]
[JsonSerializable(typeof(V1PodMetrics))]
internal sealed partial class OperatorJson : JsonSerializerContext
{
    /// <summary>Registers them, before anything of this assembly runs.</summary>
    [ModuleInitializer]
    internal static void Register()
    {
        KubeJson.Register(OctoberJson.Types);
        KubeJson.Register(Default);
    }
}
