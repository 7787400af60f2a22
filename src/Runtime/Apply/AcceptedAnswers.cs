using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Informers;

namespace October.Runtime.Apply;

/// <summary>
/// What the server made of an apply where that differs from the intent, for example because an admission webhook insists on a value or sets a
/// default that is not known here. The same apply of the same object would make the same again, so it need not be sent.
/// </summary>
internal sealed class AcceptedAnswers
{
    /// <summary>So many are kept without a look at whether their objects are still there.</summary>
    private const int Few = 1000;

    private readonly ConcurrentDictionary<(Type Kind, NamespacedName Name), Answer> _answers = new();
    private int _limit = Few;

    public int Count => _answers.Count;

    /// <summary>Remembers it as long as the store has the object: most go with their owner, which deletes none of them by itself.</summary>
    public void Add<T>(T answer, Intent intent, Store<T> store)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        _answers[Key(answer)] = new Answer(intent.Hash, Content(answer), name => store.Get(name) is not null);
        if (_answers.Count <= _limit)
            return;
        foreach (var (key, known) in _answers)
        {
            if (!known.IsThere(key.Name))
                _answers.TryRemove(key, out _);
        }

        _limit = Math.Max(Few, 2 * _answers.Count);
    }

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

    /// <param name="Intent">Hash of the intent.</param>
    /// <param name="Content">Digest of what the server made of it.</param>
    /// <param name="IsThere">Whether the store still has the object.</param>
    private sealed record Answer(string Intent, string Content, Func<NamespacedName, bool> IsThere);
}
