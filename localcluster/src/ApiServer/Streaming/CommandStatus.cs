using System.Globalization;
using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>The <c>Status</c> on the error channel: how a command ended (k8s.io/kubelet/pkg/cri/streaming/remotecommand).</summary>
internal static class CommandStatus
{
    public static JsonObject Success() => new() { ["metadata"] = new JsonObject(), ["status"] = "Success" };

    public static JsonObject Exited(int code) => code == 0 ? Success() : new JsonObject
    {
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = $"command terminated with non-zero exit code: exit status {code}",
        ["reason"] = "NonZeroExitCode",
        ["details"] = new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = code.ToString(CultureInfo.InvariantCulture) }),
        },
    };

    public static JsonObject Failed(string message) => new()
    {
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = message,
        ["reason"] = "InternalError",
        ["code"] = 500,
    };
}
