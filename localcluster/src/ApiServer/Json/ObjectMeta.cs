using System.Globalization;
using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>The metadata fields that every object has, read from its JSON.</summary>
internal static class ObjectMeta
{
    public static JsonObject Metadata(this JsonObject value) => value.Ensure("metadata");

    public static string Name(this JsonObject value) => value.StringAt("metadata", "name") ?? "";

    public static string Namespace(this JsonObject value) => value.StringAt("metadata", "namespace") ?? "";

    public static string Uid(this JsonObject value) => value.StringAt("metadata", "uid") ?? "";

    public static string ResourceVersion(this JsonObject value) => value.StringAt("metadata", "resourceVersion") ?? "";

    public static long Generation(this JsonObject value) => value.LongAt("metadata", "generation") ?? 0;

    public static bool IsTerminating(this JsonObject value) => value.At("metadata", "deletionTimestamp") is not null;

    public static string[] Finalizers(this JsonObject value) => [.. value.ArrayAt("metadata", "finalizers").Strings()];

    public static JsonObject? Labels(this JsonObject value) => value.ObjectAt("metadata", "labels");

    public static JsonObject? Annotations(this JsonObject value) => value.ObjectAt("metadata", "annotations");

    public static DateTimeOffset Created(this JsonObject value) => ParseTime(value.StringAt("metadata", "creationTimestamp")) ?? DateTimeOffset.MinValue;

    /// <summary>Reads an RFC 3339 time; null when there is none.</summary>
    public static DateTimeOffset? ParseTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    /// <summary>A <c>metav1.Time</c>: RFC 3339 in UTC, whole seconds.</summary>
    public static string ToKubernetesTime(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A <c>metav1.MicroTime</c>: RFC 3339 in UTC, six decimals.</summary>
    public static string ToKubernetesMicroTime(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
