using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Api;

namespace October.Runtime.Apply;

/// <summary>The fields that we want an object to have, ready for server-side apply, stamped with their own hash.</summary>
/// <param name="Body">The JSON that goes over the wire.</param>
/// <param name="Hash">Digest of the body without the stamp.</param>
public sealed record Intent(JsonObject Body, string Hash)
{
    /// <summary>
    /// The annotation that carries the hash of what was last applied. Equal hash and unchanged values mean that another apply would
    /// change nothing, without reading field ownership.
    /// </summary>
    public const string HashAnnotation = "october.dev/applied";

    /// <summary>Makes the intent of a typed object; fields that are null are no opinion.</summary>
    public static Intent Of<T>(T entity)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var kind = KubeKind.Of(typeof(T));
        var body = (JsonObject)KubeJson.Node(entity);
        body["apiVersion"] = kind.ApiVersion;
        body["kind"] = kind.Kind;
        body.Remove("status");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString())))[..16];
        var metadata = (JsonObject)body["metadata"]!;
        if (metadata["annotations"] is not JsonObject annotations)
            metadata["annotations"] = annotations = [];
        annotations[HashAnnotation] = hash;
        return new Intent(body, hash);
    }
}
