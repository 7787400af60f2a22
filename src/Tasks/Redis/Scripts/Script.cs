using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace October.Tasks.Redis.Scripts;

/// <summary>One Lua script: a single atomic step in Redis, sent by its hash and loaded when Redis does not know it.</summary>
internal sealed class Script
{
    public static readonly Script Enqueue = new("enqueue");
    public static readonly Script Reserve = new("reserve");
    public static readonly Script Renew = new("renew");
    public static readonly Script Start = new("start");
    public static readonly Script Complete = new("complete");
    public static readonly Script Follow = new("follow");
    public static readonly Script Delay = new("delay");
    public static readonly Script Delayed = new("delayed");
    public static readonly Script Promote = new("promote");
    public static readonly Script Requeue = new("requeue");
    public static readonly Script Claim = new("claim");
    public static readonly Script Recall = new("recall");
    public static readonly Script DeadLetter = new("deadletter");
    public static readonly Script Send = new("send");
    public static readonly Script Revoke = new("revoke");
    public static readonly Script Fire = new("fire");
    public static readonly Script Peek = new("peek");
    public static readonly Script Replay = new("replay");
    public static readonly Script Discard = new("discard");

    private readonly byte[] _hash;

    private Script(string name) : this(name, Read(name + ".lua"))
    {
    }

    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by SHA-1; nothing is secured by it.")]
    internal Script(string name, string text) => (Name, Text, _hash) = (name, text, SHA1.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The name of its file.</summary>
    public string Name { get; }

    /// <summary>The script itself.</summary>
    public string Text { get; }

    /// <summary>The name that Redis gives it.</summary>
    public string Hash => Convert.ToHexStringLower(_hash);

    /// <summary>The text of a resource.</summary>
    internal static string Read(string resource)
    {
        using var stream = typeof(Script).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    public async Task<RedisResult> RunAsync(IDatabase redis, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await redis.ScriptEvaluateAsync(_hash, keys, values);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await redis.ScriptEvaluateAsync(Text, keys, values);
        }
    }
}
