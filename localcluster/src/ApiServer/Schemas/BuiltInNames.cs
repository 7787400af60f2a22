using System.Collections.Frozen;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>Names and words of the built-in types that the client library's models do not have: from <c>k8s.io/api</c>.</summary>
internal static class BuiltInNames
{
    public const string ApiVersionDescription =
        "APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, "
        + "and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources";

    public const string KindDescription =
        "Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests "
        + "to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds";

    /// <summary>Times with microseconds.</summary>
    public static FrozenSet<string> MicroTimes { get; } = FrozenSet.ToFrozenSet(
        ["LeaseSpec.acquireTime", "LeaseSpec.renewTime", "Event.eventTime", "EventSeries.lastObservedTime"]);

    /// <summary>The type of a field that holds any JSON, where that has a name.</summary>
    public static string? OfRaw(string field) => field switch
    {
        "ManagedFieldsEntry.fieldsV1" => "apis.meta.v1.FieldsV1",
        "ControllerRevision.data" => "runtime.RawExtension",
        _ => null,
    };
}
