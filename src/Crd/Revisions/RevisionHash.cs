using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using October.Crd.Spec;

namespace October.Crd.Revisions;

/// <summary>
/// Hash of what makes a revision: the user's revisioned input and the digests of the Secrets that it names, never their content. It hashes
/// input, not rendered objects, so an operator upgrade or restart never makes a new revision.
/// </summary>
public static class RevisionHash
{
    /// <summary>Changes only when the way of hashing does; part of the hash.</summary>
    public const int Version = 1;

    /// <summary>Ten lower-case letters and digits; safe in names and labels.</summary>
    public static string Of(V1OctoberAppSpec spec, string? secretDigest)
    {
        var input = new JsonObject
        {
            ["version"] = Version,
            ["spec"] = Canonical(OctoberJson.Node(RevisionedSpec.Of(spec))),
            ["secret"] = secretDigest,
        };
        return Short(input.ToJsonString());
    }

    /// <summary>The same short form for any text.</summary>
    public static string Short(string text)
    {
        // No vowels and no look-alikes, as in Kubernetes' own generated names.
        const string alphabet = "bcdfghjklmnpqrstvwxz2456789";
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return string.Create(10, digest, static (name, digest) =>
        {
            for (var i = 0; i < name.Length; i++)
                name[i] = alphabet[digest[i] % alphabet.Length];
        });
    }

    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(
            map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Canonical(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Canonical)]),
        _ => node?.DeepClone(),
    };
}
