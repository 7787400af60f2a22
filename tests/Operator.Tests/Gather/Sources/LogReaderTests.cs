using System.Reflection;
using October.Runtime.Api;

namespace October.Operator.Gather.Sources;

public sealed class LogReaderTests
{
    [Theory]
    [InlineData(false, "error: current", "error: before", "error: current")]
    [InlineData(true, "info: starting", "error: before", "error: before")]
    // What a kubelet answers, with status 200, when the file of a container is gone.
    [InlineData(false, "unable to retrieve container logs for containerd://0a1b", "error: before", "error: before")]
    [InlineData(true, "error: current", "unable to retrieve container logs for containerd://0a1b", "error: current")]
    [InlineData(false, "unable to retrieve container logs for containerd://0a1b", "", null)]
    public async Task The_log_of_a_crash_is_that_of_the_instance_that_crashed(bool restarted, string current, string previous, string? expected)
    {
        var api = DispatchProxy.Create<IKubeApi, LogsApi>();
        var logs = (LogsApi)(object)api;
        (logs.Current, logs.Previous) = (current, previous);
        Assert.Equal(expected, await new LogReader(api).CrashAsync("default", "p", "api", restarted, TestContext.Current.CancellationToken));
    }

    /// <summary>An API server that has logs and nothing else.</summary>
    internal class LogsApi : DispatchProxy
    {
        public string Current { get; set; } = "";

        public string Previous { get; set; } = "";

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name == nameof(IKubeApi.ReadLogAsync)
            ? Task.FromResult(args![4] is true ? Previous : Current)
            : throw new NotSupportedException(targetMethod?.Name);
    }
}
