using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Api;

namespace October.Runtime.Apply;

/// <summary>The fields that we want an object to have, ready for server-side apply, stamped with their own hash.</summary>
internal sealed class Intent
{
    private readonly byte[] _json;
    private readonly KubeKind _kind;
    private readonly string _stampAnnotation;
    private JsonObject? _body;

    private Intent(byte[] json, KubeKind kind, string stampAnnotation)
    {
        (_json, _kind, _stampAnnotation) = (json, kind, stampAnnotation);
        Hash = Convert.ToHexStringLower(SHA256.HashData(json))[..16];
    }

    /// <summary>
    /// Digest of the fields without the stamp. An object that carries it, with unchanged values, would not change by another apply; that needs no
    /// ownership records.
    /// </summary>
    public string Hash { get; }

    /// <summary>The JSON that goes over the wire. Made when it is first read: where nothing has changed, the hash says so.</summary>
    public JsonObject Body => _body ??= Build();

    /// <summary>
    /// What is sent where an object is known: for that one, and no other that has taken its name since. The server refuses another uid, also where nothing is.
    /// </summary>
    public JsonObject BodyFor(string? uid)
    {
        if (uid is null)
            return Body;
        var body = (JsonObject)Body.DeepClone();
        body["metadata"]!["uid"] = uid;
        return body;
    }

    /// <summary>Makes the intent of a typed object; fields that are null are no opinion.</summary>
    /// <param name="entity">What we want.</param>
    /// <param name="stampAnnotation">The annotation that carries the hash.</param>
    /// <exception cref="NotSupportedException">Its type is not registered with <see cref="KubeJson"/>.</exception>
    public static Intent Of<T>(T entity, string stampAnnotation)
        where T : IKubernetesObject<V1ObjectMeta> => new(KubeJson.Bytes(entity), KubeKind.Of(typeof(T)), stampAnnotation);

    private JsonObject Build()
    {
        var body = (JsonObject)JsonNode.Parse(_json)!;
        body["apiVersion"] = _kind.ApiVersion;
        body["kind"] = _kind.Kind;
        body.Remove("status");
        MoveToData(body);
        var metadata = (JsonObject)body["metadata"]!;
        if (metadata["annotations"] is not JsonObject annotations)
            metadata["annotations"] = annotations = [];
        annotations[_stampAnnotation] = Hash;
        return body;
    }

    /// <summary>The server never gives a Secret's stringData back; it stores data.</summary>
    private static void MoveToData(JsonObject body)
    {
        if (!body.Remove("stringData", out var texts) || texts is null)
            return;
        if (body["data"] is not JsonObject data)
            body["data"] = data = [];
        foreach (var (key, text) in (JsonObject)texts)
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes((string)text!));
    }
}
