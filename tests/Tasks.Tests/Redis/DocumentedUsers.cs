using October.Testing;
using October.Testing.Redis;

namespace October.Tasks.Redis;

/// <summary>A Redis with the users that the documentation has, word for word: <c>october</c> for our settings, <c>celery</c> for Celery's address.</summary>
public sealed class DocumentedUsers : RedisServer
{
    public const string Ours = "october";
    public const string Celerys = "celery";

    public override RedisSettings Settings => base.Settings with { User = Ours };

    public override string Url => $"redis://{Celerys}:{Password}@127.0.0.1:{Port}/0";

    /// <summary>The words of a user's line behind ACL.</summary>
    public static string[] Line(string user) =>
        Array.Find(
                File.ReadAllLines(RepositoryRoot.File("docs/guides/api-and-worker.md")),
                line => line.StartsWith($"ACL SETUSER {user} ", StringComparison.Ordinal))!
            .Replace(">PASSWORD", $">{Password}", StringComparison.Ordinal)
            .Split(' ')[1..];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await using var raw = await RawAsync();
        foreach (var user in new[] { Ours, Celerys })
            await raw.GetDatabase().ExecuteAsync("ACL", [.. Line(user)]);
    }

    /// <summary>What Redis has refused to its users so far.</summary>
    public async Task<IReadOnlyList<string>> RefusedAsync()
    {
        await using var raw = await RawAsync();
        var entries = (StackExchange.Redis.RedisResult[])(await raw.GetDatabase().ExecuteAsync("ACL", "LOG", "128"))!;
        return
        [
            .. entries
                .Select(static entry => entry.ToDictionary())
                .Select(static entry => $"{entry["username"]}: {entry["reason"]} {entry["object"]}")
                .Order(),
        ];
    }

    /// <summary>The commands that Redis has carried out so far, as rights name them.</summary>
    public async Task<IReadOnlySet<string>> CommandsAsync()
    {
        await using var raw = await RawAsync();
        var info = (string)(await raw.GetDatabase().ExecuteAsync("INFO", "commandstats"))!;
        return info.Split('\n')
            .Where(static line => line.StartsWith("cmdstat_", StringComparison.Ordinal) && !line.Contains(":calls=0,", StringComparison.Ordinal))
            .Select(static line => line["cmdstat_".Length..line.IndexOf(':', StringComparison.Ordinal)])
            .ToHashSet(StringComparer.Ordinal);
    }
}
