using System.Security.Cryptography;
using System.Text;
using October.Tasks.Client;

namespace October.Tasks.Cuts;

/// <summary>Which command of the queue a frame is, and whether it did anything: an idle poll is no step of a story.</summary>
internal static class Step
{
    private static readonly Dictionary<string, string> Scripts = typeof(TaskClient).Assembly.GetManifestResourceNames()
        .Where(static name => name.EndsWith(".lua", StringComparison.Ordinal))
        .ToDictionary(Hash, static name => name[..^".lua".Length], StringComparer.OrdinalIgnoreCase);

    /// <summary>The name, or null for what is no step: logging in, keeping alive, announcing task names, waiting for results.</summary>
    public static string? Of(RespReader.Frame command)
    {
        var words = ((object?[])command.Value!).Select(static word => Encoding.UTF8.GetString((byte[])word!)).Take(2).ToArray();
        return words[0].ToUpperInvariant() switch
        {
            "EVALSHA" => Scripts[words[1]],
            "EVAL" => Scripts[Hash(Encoding.UTF8.GetBytes(words[1]))],
            "ZMSCORE" => "look-up-revoked",
            _ => null,
        };
    }

    public static bool DidSomething(string step, RespReader.Frame reply) => reply.Value switch
    {
        Exception => false,
        object?[] items when step == "reserve" => items.Length > 2,
        object?[] items when step == "claim" => items.Length > 0,
        object?[] items when step == "promote" => (long)items[0]! > 0,
        long count when step is "renew" or "requeue" => count > 0,
        _ => true,
    };

    private static string Hash(string resource)
    {
        using var stream = typeof(TaskClient).Assembly.GetManifestResourceStream(resource)!;
        using var text = new StreamReader(stream, Encoding.UTF8);
        return Hash(Encoding.UTF8.GetBytes(text.ReadToEnd()));
    }

#pragma warning disable CA5350 // Redis names scripts by SHA-1.
    private static string Hash(byte[] text) => Convert.ToHexString(SHA1.HashData(text));
#pragma warning restore CA5350
}
