using System.Text.Json.Serialization;
using October.Cli.Dashboard.Model;
using October.Cli.Dashboard.Series;
using October.Cli.Dashboard.Serving;

namespace October.Cli.Dashboard;

/// <summary>The JSON between page and server.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AboutView))]
[JsonSerializable(typeof(AppView))]
[JsonSerializable(typeof(List<ProblemView>))]
[JsonSerializable(typeof(SeriesView))]
[JsonSerializable(typeof(ActionRequest))]
[JsonSerializable(typeof(ActionAnswer))]
internal sealed partial class DashboardJson : JsonSerializerContext;
