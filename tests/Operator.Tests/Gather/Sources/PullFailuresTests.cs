using k8s.Models;
using Moq;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using October.Runtime.Api;

namespace October.Operator.Gather.Sources;

public sealed class PullFailuresTests
{
    /// <summary>As the kubelet words it before 1.32, and from then on.</summary>
    private const string Before = "pod p, container api: ImagePullBackOff: Back-off pulling image \"a:v1\"";

    private const string Now = Before + ": ErrImagePull: not found";

    private readonly Mock<IKubeApi> _api = new();

    [Theory]
    [InlineData(Before, Before + ": Failed to pull image \"a:v1\": i/o timeout", true)]
    [InlineData(Now, Now, false)]
    public async Task Why_an_image_cannot_be_pulled_is_read_where_the_container_does_not_say_it(string message, string explained, bool isPassing)
    {
        Answers(
            Event("Failed to pull image \"a:v1\": not found", 1), Event("Failed to pull image \"a:v1\": i/o timeout", 2), Event("Error: ErrImagePull", 3));
        var failure = await ExplainAsync(message);
        Assert.Equal((explained, isPassing), (failure.Message, InfrastructureFailure.Is(failure)));
    }

    [Fact]
    public async Task Without_events_it_is_said_as_it_is()
    {
        Answers();
        Assert.Equal(Before, (await ExplainAsync(Before)).Message);
    }

    private Task<Failure> ExplainAsync(string message) =>
        new PullFailures(new PodEvents(_api.Object, new EvidenceReads(TimeProvider.System))).ExplainAsync(
            new Failure(Reasons.ImagePullFailed, message), EvidenceReadsTests.Pod("p"), TestContext.Current.CancellationToken);

    private void Answers(params Corev1Event[] events) =>
        _api.Setup(one => one.ListAsync<Corev1Event>(It.IsAny<ListOptions>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new KubeList<Corev1Event>("", events));

    private static Corev1Event Event(string message, int second) =>
        new() { Message = message, LastTimestamp = new DateTime(2026, 1, 1, 0, 0, second, DateTimeKind.Utc) };
}
