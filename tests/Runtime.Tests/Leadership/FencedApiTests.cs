using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Moq;
using October.Runtime.Api;

namespace October.Runtime.Leadership;

public sealed class FencedApiTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Mock<IKubeApi> _inner = new();
    private readonly LeaseFence _fence;
    private readonly FencedApi _api;

    public FencedApiTests()
    {
        _fence = new LeaseFence(_time, TimeSpan.FromSeconds(10));
        _api = new FencedApi(_inner.Object, _fence);
    }

    public static TheoryData<string> Writes() => ["apply", "create", "replace", "patch", "delete"];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Before_the_term_no_write_is_sent(string write)
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => WriteAsync(write));
        Assert.Empty(_inner.Invocations);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task In_the_term_writes_are_sent(string write)
    {
        _fence.Renewed(_time.GetTimestamp());
        await WriteAsync(write);
        Assert.Single(_inner.Invocations);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_process_that_was_paused_past_the_deadline_writes_nothing(string write)
    {
        _fence.Renewed(_time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<OperationCanceledException>(() => WriteAsync(write));
        Assert.Empty(_inner.Invocations);
    }

    [Fact]
    public async Task After_the_term_no_write_is_sent()
    {
        _fence.Renewed(_time.GetTimestamp());
        _fence.Lost();
        await Assert.ThrowsAsync<OperationCanceledException>(() => WriteAsync("apply"));
    }

    [Fact]
    public async Task Reads_are_anybodys()
    {
        await _api.GetAsync<V1ConfigMap>("ns", "a", TestContext.Current.CancellationToken);
        await _api.ListAsync<V1ConfigMap>(new ListOptions { Namespace = "ns" }, TestContext.Current.CancellationToken);
        await _api.ReadLogAsync("ns", "pod", "container", 10, previous: false, TestContext.Current.CancellationToken);
        Assert.Equal(3, _inner.Invocations.Count);
    }

    private async Task WriteAsync(string write)
    {
        var (map, cancellationToken) = (new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "a" } }, TestContext.Current.CancellationToken);
        await (write switch
        {
            "apply" => _api.ApplyAsync<V1ConfigMap>([], "me", null, cancellationToken),
            "create" => _api.CreateAsync(map, cancellationToken),
            "replace" => _api.ReplaceAsync(map, cancellationToken),
            "patch" => _api.JsonPatchAsync<V1ConfigMap>("ns", "a", new JsonArray(), cancellationToken),
            _ => _api.DeleteAsync(map, cancellationToken),
        });
    }
}
