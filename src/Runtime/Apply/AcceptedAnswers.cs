using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Abstractions;
using October.Runtime.Api;

namespace October.Runtime.Apply;

/// <summary>
/// What the server made of an apply where that differs from the intent, for example because an admission webhook insists on a value or sets a
/// default that is not known here. The same apply of the same object would make the same again, so it need not be sent.
/// </summary>
internal sealed class AcceptedAnswers
{
    private readonly ConcurrentDictionary<(Type Kind, NamespacedName Name), (string Intent, string Content)> _answers = new();

    public void Add<T>(T answer, Intent intent)
        where T : IKubernetesObject<V1ObjectMeta> => _answers[Key(answer)] = (intent.Hash, Content(answer));

    public void Remove<T>(T entity)
        where T : IKubernetesObject<V1ObjectMeta> => _answers.TryRemove(Key(entity), out _);

    /// <summary>The object is, apart from its status, what the server made of this intent.</summary>
    public bool Has<T>(T live, Intent intent)
        where T : IKubernetesObject<V1ObjectMeta> =>
        _answers.TryGetValue(Key(live), out var known) && known.Intent == intent.Hash && known.Content == Content(live);

    /// <summary>Digest of what appliers write: everything but the status and what the server counts.</summary>
    public static string Content<T>(T entity)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var body = (JsonObject)KubeJson.Node(entity);
        // Items of a list do not repeat them.
        body.Remove("apiVersion");
        body.Remove("kind");
        body.Remove("status");
        if (body["metadata"] is JsonObject metadata)
        {
            foreach (var counted in (ReadOnlySpan<string>)["resourceVersion", "generation", "managedFields"])
                metadata.Remove(counted);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString())));
    }

    private static (Type Kind, NamespacedName Name) Key<T>(T entity)
        where T : IKubernetesObject<V1ObjectMeta> => (typeof(T), NamespacedName.Of(entity));
}
