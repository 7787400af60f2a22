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
        var reader = new LogReader(api, new EvidenceReads(TimeProvider.System));
        Assert.Equal(expected, await reader.CrashAsync(EvidenceReadsTests.Pod("p"), "api", restarted, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_is_none_and_says_why()
    {
        var api = DispatchProxy.Create<IKubeApi, LogsApi>();
        ((LogsApi)(object)api).Fault = new HttpRequestException("connection reset");
        var reader = new LogReader(api, new EvidenceReads(TimeProvider.System));
        var pod = EvidenceReadsTests.Pod("p");
        const string Why = "(the log cannot be read: connection reset)";
        Assert.Equal(Why, await reader.CrashAsync(pod, "api", restarted: true, TestContext.Current.CancellationToken));
        Assert.Equal(Why, await reader.ErrorsAsync(pod, "api", TestContext.Current.CancellationToken));
        Assert.Equal("", await reader.TailAsync(pod, "api", 5, TestContext.Current.CancellationToken));
    }

    /// <summary>An API server that has logs and nothing else.</summary>
    internal class LogsApi : DispatchProxy
    {
        public string Current { get; set; } = "";

        public string Previous { get; set; } = "";

        public Exception? Fault { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name == nameof(IKubeApi.ReadLogAsync)
            ? Fault is null ? Task.FromResult(args![4] is true ? Previous : Current) : Task.FromException<string>(Fault)
            : throw new NotSupportedException(targetMethod?.Name);
    }
}
