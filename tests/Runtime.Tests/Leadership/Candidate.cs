using k8s.Models;
using Moq;
using October.Runtime.Api;

namespace October.Runtime.Leadership;

/// <summary>One process in an election.</summary>
internal sealed class Candidate
{
    private readonly TaskCompletionSource leading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool hanging;

    public Task Leading => leading.Task.WaitAsync(TimeSpan.FromSeconds(10));

    public Task<bool> Ended { get; set; } = Task.FromResult(false);

    /// <summary>From now on none of its calls is answered, as when the process is paused.</summary>
    public void Hang() => hanging = true;

    public async Task LeadAsync(CancellationToken token)
    {
        leading.TrySetResult();
        await Task.Delay(Timeout.Infinite, token);
    }

    public IKubeApi Around(IKubeApi api)
    {
        var mine = new Mock<IKubeApi>(MockBehavior.Strict);
        mine.Setup(one => one.GetAsync<V1Lease>(It.IsAny<string?>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns((string? ns, string name, CancellationToken token) => hanging ? Never<V1Lease?>(token) : api.GetAsync<V1Lease>(ns, name, token));
        mine.Setup(one => one.CreateAsync(It.IsAny<V1Lease>(), It.IsAny<CancellationToken>()))
            .Returns((V1Lease lease, CancellationToken token) => hanging ? Never<V1Lease>(token) : api.CreateAsync(lease, token));
        mine.Setup(one => one.ReplaceAsync(It.IsAny<V1Lease>(), It.IsAny<CancellationToken>()))
            .Returns((V1Lease lease, CancellationToken token) => hanging ? Never<V1Lease>(token) : api.ReplaceAsync(lease, token));
        return mine.Object;
    }

    private static async Task<T> Never<T>(CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        throw new OperationCanceledException(token);
    }
}
