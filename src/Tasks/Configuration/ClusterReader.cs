using System.Text.RegularExpressions;
using October.Tasks.Redis;

namespace October.Tasks.Configuration;

/// <summary>Reads what a service is given about a Redis Cluster beside the nodes in <c>REDIS_URL</c>.</summary>
internal static partial class ClusterReader
{
    private const string TagName = "REDIS_CLUSTER_TAG";

    /// <summary>The settings of Redis with the layout of their keys.</summary>
    /// <exception cref="SettingException">One of them cannot be used.</exception>
    public static RedisSettings Apply(string? tag, RedisSettings redis, KeyLayout layout)
    {
        if (redis.Cluster is null)
        {
            return tag is null
                ? redis with { Layout = layout }
                : throw new SettingException(TagName, "is set, but REDIS_URL names no Redis Cluster: it must begin with redis+cluster://.");
        }

        return layout.ResultDatabase is null or 0
            ? redis with { Layout = layout with { HashTag = tag ?? ClusterSettings.DefaultTag } }
            : throw new SettingException("REDIS_RESULT_DATABASE", "is set, but a Redis Cluster has the database 0 and no other: leave it out.");
    }

    /// <summary>The hash tag; null for the default one.</summary>
    /// <exception cref="SettingException">It cannot be used.</exception>
    public static string? ReadTag(SettingReader reader)
    {
        var tag = reader.Text(
            TagName,
            "Hash tag of all keys, where REDIS_URL names a Redis Cluster. One for each app; api and worker have the same.",
            ClusterSettings.DefaultTag);
        return tag is null || Tag().IsMatch(tag)
            ? tag
            : throw new SettingException(TagName, "must be 1 to 200 letters, digits, dots, dashes, underscores and slashes.");
    }

    [GeneratedRegex("^[A-Za-z0-9._/-]{1,200}\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();
}
