using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Requests.Bodies;

namespace October.LocalCluster.ApiServer.Presentation;

/// <summary>The negotiated form and media type of an answer.</summary>
/// <param name="Form">Which view of the object.</param>
/// <param name="IsYaml">YAML instead of JSON.</param>
internal sealed record Representation(ObjectForm Form, bool IsYaml)
{
    /// <summary>The version of <c>meta.k8s.io</c> that the client accepts.</summary>
    public string MetaVersion { get; init; } = "v1";

    private static readonly string[] Available =
    [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/json;stream=watch",
        "application/vnd.kubernetes.protobuf;stream=watch",
    ];

    public static Representation Default { get; } = new(ObjectForm.Whole, IsYaml: false);

    /// <summary>The first acceptable alternative that this server can produce.</summary>
    public static Representation Negotiate(string? accept)
    {
        if (accept is null)
            return Default;
        var knowsType = false;
        foreach (var range in MediaRange.Parse(accept))
        {
            var form = range.Parameter("as") switch
            {
                null => ObjectForm.Whole,
                "Table" when IsMetaV1(range) => ObjectForm.Table,
                "PartialObjectMetadata" or "PartialObjectMetadataList" when IsMetaV1(range) => ObjectForm.Metadata,
                _ => (ObjectForm?)null,
            };
            knowsType |= range.Type is "application/json" or "application/yaml";
            if (form is not { } chosen)
                continue;
            var version = range.Parameter("v") is { } requested && form != ObjectForm.Whole ? requested : "v1";
            switch (range.Type)
            {
                case "application/json" or "*/*" or "application/*":
                    return new Representation(chosen, IsYaml: false) { MetaVersion = version };
                case "application/yaml":
                    return new Representation(chosen, IsYaml: true) { MetaVersion = version };
            }
        }

        // A type that is known in a form that is not.
        throw knowsType
            ? StatusError.Make(
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf",
                null)
            : StatusError.NotAcceptable(Available);
    }

    private static bool IsMetaV1(MediaRange range) => range.Parameter("g") == "meta.k8s.io" && range.Parameter("v") is "v1" or "v1beta1";
}
