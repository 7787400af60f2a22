using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Api;

namespace October.Runtime.Apply;

/// <summary>The fields that we want an object to have, ready for server-side apply, stamped with their own hash.</summary>
/// <param name="Body">The JSON that goes over the wire.</param>
/// <param name="Hash">
/// Digest of the body without the stamp. An object that carries it, with unchanged values, would not change by another apply; that needs no
/// ownership records.
/// </param>
internal sealed record Intent(JsonObject Body, string Hash)
{
    /// <summary>Makes the intent of a typed object; fields that are null are no opinion.</summary>
    /// <param name="entity">What we want.</param>
    /// <param name="stampAnnotation">The annotation that carries the hash.</param>
    public static Intent Of<T>(T entity, string stampAnnotation)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var kind = KubeKind.Of(typeof(T));
        var body = (JsonObject)KubeJson.Node(entity);
        body["apiVersion"] = kind.ApiVersion;
        body["kind"] = kind.Kind;
        body.Remove("status");
        if (entity is V1Secret { StringData: { } texts })
            MoveToData(body, texts);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString())))[..16];
        var metadata = (JsonObject)body["metadata"]!;
        if (metadata["annotations"] is not JsonObject annotations)
            metadata["annotations"] = annotations = [];
        annotations[stampAnnotation] = hash;
        return new Intent(body, hash);
    }

    /// <summary>The server never gives stringData back; it stores data.</summary>
    private static void MoveToData(JsonObject secret, IDictionary<string, string> texts)
    {
        secret.Remove("stringData");
        if (secret["data"] is not JsonObject data)
            secret["data"] = data = [];
        foreach (var (key, text) in texts)
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }
}
