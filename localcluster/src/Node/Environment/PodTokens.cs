using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Environment;

/// <summary>The tokens in pods' volumes: each is used until four fifths of its life are over, then replaced (kubernetes/pkg/kubelet/token).</summary>
internal sealed class PodTokens(IConfigSource source, TimeProvider time)
{
    private const long DefaultSeconds = 3600;

    private readonly ConcurrentDictionary<(string Pod, string Audience, long Seconds), (string Token, DateTimeOffset ReplaceAt)> _held = [];

    /// <summary>The token for a <c>serviceAccountToken</c> projection.</summary>
    /// <exception cref="ContainerConfigException">The account does not exist.</exception>
    public async Task<string> GetAsync(JsonObject pod, JsonObject projection, CancellationToken cancellationToken)
    {
        var seconds = projection.LongAt("expirationSeconds") ?? DefaultSeconds;
        var audience = projection.StringAt("audience");
        var key = (pod.Uid(), audience ?? "", seconds);
        var now = time.GetUtcNow();
        if (_held.TryGetValue(key, out var held) && now < held.ReplaceAt)
            return held.Token;
        try
        {
            var status = await source.TokenAsync(pod, audience, seconds, cancellationToken);
            var expires = DateTimeOffset.Parse(status.StringAt("expirationTimestamp")!, CultureInfo.InvariantCulture);
            var fresh = status.StringAt("token")!;
            _held[key] = (fresh, now + ((expires - now) * 0.8));
            return fresh;
        }
        catch (ApiStatusException exception)
        {
            throw new ContainerConfigException($"failed to fetch token: {exception.Message}");
        }
    }

    public void Forget(JsonObject pod)
    {
        foreach (var key in _held.Keys.Where(k => k.Pod == pod.Uid()))
            _held.TryRemove(key, out _);
    }
}
