using System.Text.Json.Nodes;

namespace October.Tasks.Celery;

/// <summary>Celery's remote control, in Celery's own Python.</summary>
internal static class RemoteControl
{
    /// <summary>Sends commands, each when the one before it was answered, and gives the answers of the first worker that answers as JSON.</summary>
    public static async Task<string[]> SendAsync(string redisUrl, params (string Method, string Arguments)[] commands)
    {
        var input = new JsonArray([.. commands.Select(static command => new JsonArray(command.Method, JsonNode.Parse(command.Arguments)))]);
        var output = await Python.RunAsync(redisUrl, "control.py", input.ToJsonString());
        return [.. JsonNode.Parse(output)!.AsArray().Select(static answer => answer?.ToJsonString(Plain) ?? "null")];
    }

    private static System.Text.Json.JsonSerializerOptions Plain { get; } = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
