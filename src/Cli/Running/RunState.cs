using System.Text.Json;
using System.Text.Json.Serialization;

namespace October.Cli.Running;

/// <summary>The state of a running <c>up</c>: a file in its data folder, read by <c>down</c> and by a second <c>up</c>.</summary>
/// <param name="ProcessId">Process id.</param>
/// <param name="StartTicks">Start time of the process in clock ticks since boot: with the id it names one process and no later one.</param>
/// <param name="Url">URL of the app; null until Ready.</param>
/// <param name="IngressPort">Port of the ingress on 127.0.0.1.</param>
internal sealed partial record RunState(int ProcessId, long StartTicks, string? Url, int IngressPort)
{
    /// <summary>The file in a data folder.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "up.json");

    /// <summary>The state of what is running in this folder; null when nothing is. What another user has written there says nothing of this one's.</summary>
    public static RunState? Find(string dataDirectory)
    {
        try
        {
            if (!File.Exists(PathIn(dataDirectory)) || !FileOwner.IsTargetOwn(PathIn(dataDirectory)))
                return null;
            var state = JsonSerializer.Deserialize(File.ReadAllText(PathIn(dataDirectory)), RunStateJson.Default.RunState);
            return state is not null && ProcessTable.StartTicks(state.ProcessId) == state.StartTicks ? state : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file in one step, so that a reader never reads a partial file.</summary>
    public void Write(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this, RunStateJson.Default.RunState));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Deletes the file.</summary>
    public static void Delete(string dataDirectory) => File.Delete(PathIn(dataDirectory));

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
    [JsonSerializable(typeof(RunState))]
    private sealed partial class RunStateJson : JsonSerializerContext;
}
