using k8s.Models;
using Moq;
using October.Runtime.Api;

namespace October.Runtime.Leadership;

/// <summary>One process in an election.</summary>
internal sealed class Candidate
{
    private readonly TaskCompletionSource _leading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _hanging;

    public Task Leading => _leading.Task.WaitAsync(TimeSpan.FromMinutes(1));

    public Task<bool> Ended { get; set; } = Task.FromResult(false);

    /// <summary>From now on none of its calls is answered, as when the process is paused.</summary>
    public void Hang() => _hanging = true;

    public async Task LeadAsync(CancellationToken cancellationToken)
    {
        _leading.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    public IKubeApi Around(IKubeApi api)
    {
        var mine = new Mock<IKubeApi>(MockBehavior.Strict);
        mine.Setup(one => one.GetAsync<V1Lease>(It.IsAny<string?>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns(
                (string? ns, string name, CancellationToken cancellationToken) =>
                    _hanging ? Never<V1Lease?>(cancellationToken) : api.GetAsync<V1Lease>(ns, name, cancellationToken));
        mine.Setup(one => one.CreateAsync(It.IsAny<V1Lease>(), It.IsAny<CancellationToken>()))
            .Returns(
                (V1Lease lease, CancellationToken cancellationToken) => _hanging ? Never<V1Lease>(cancellationToken) : api.CreateAsync(lease, cancellationToken)
            );
        mine.Setup(one => one.ReplaceAsync(It.IsAny<V1Lease>(), It.IsAny<CancellationToken>()))
            .Returns(
                (V1Lease lease, CancellationToken cancellationToken) =>
                    _hanging ? Never<V1Lease>(cancellationToken) : api.ReplaceAsync(lease, cancellationToken));
        return mine.Object;
    }

    private static async Task<T> Never<T>(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new OperationCanceledException(cancellationToken);
    }
}
