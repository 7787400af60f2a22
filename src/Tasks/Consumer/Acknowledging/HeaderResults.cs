using System.Text.Json.Nodes;
using October.Tasks.Canvas;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>Puts the results of a nested header together.</summary>
/// <param name="redis">Where those are that are not known.</param>
/// <param name="known">Results by their tasks' ids.</param>
/// <param name="budget">How much may be made of them: a header may name one result again and again.</param>
internal sealed class HeaderResults(RedisConnection redis, Dictionary<string, JsonNode?> known, Budget budget)
{
    /// <summary>So many are read at once: each may be large.</summary>
    private const int AtOnce = 64;

    /// <summary>The results in the shape of the header.</summary>
    /// <param name="members">The header, as Celery keeps it.</param>
    /// <exception cref="FormatException">One is not there.</exception>
    /// <exception cref="SignatureException">They are too large.</exception>
    public async Task<JsonArray> JoinAsync(JsonArray members)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        Collect(members, missing);
        foreach (var some in missing.Chunk(AtOnce))
        {
            var stored = await Task.WhenAll(some.Select(id => redis.ReadResultAsync(RedisKeys.Result(id))));
            for (var i = 0; i < some.Length; i++)
            {
                var json = stored[i].IsNull ? throw new FormatException($"the result of {some[i]} is not there") : (byte[])stored[i]!;
                budget.Grant(json.Length);
                budget.Store(json.Length);
                known[some[i]] = JsonText.ParseResult(json)!["result"];
            }
        }

        return Join(members);
    }

    private void Collect(JsonArray members, HashSet<string> missing)
    {
        foreach (var member in members)
        {
            if (member![1] is JsonArray nested)
                Collect(nested, missing);
            else if (IdOf(member) is var id && !known.ContainsKey(id))
                missing.Add(id);
        }
    }

    private JsonArray Join(JsonArray members)
    {
        var joined = new JsonArray();
        foreach (var member in members)
        {
            if (member![1] is JsonArray nested)
            {
                joined.Add((JsonNode)Join(nested));
                continue;
            }

            var value = known[IdOf(member)];
            budget.Copy(value);
            joined.Add(value?.DeepClone());
        }

        return joined;
    }

    private static string IdOf(JsonNode member) => member[0]![0]!.GetValue<string>();
}
