using October.Crd.Status;

namespace October.Operator.Decide.Rollout.Model;

public sealed class InfrastructureFailureTests
{
    [Theory]
    [InlineData("ErrImagePull: failed to do request: context deadline exceeded", true)]
    [InlineData("ErrImagePull: unexpected status: 429 Too Many Requests", true)]
    // Three digits of a digest.
    [InlineData("Back-off pulling image \"a@sha256:1429ab\": ErrImagePull: not found", false)]
    public void What_a_registry_says_tells_whether_asking_later_may_help(string message, bool isPassing) =>
        Assert.Equal(isPassing, InfrastructureFailure.Is(new Failure(Reasons.ImagePullFailed, message)));

    /// <summary>The quota controller has not counted yet what there is (<c>checkQuotas</c> of the admission plugin).</summary>
    [Fact]
    public void A_quota_that_is_not_counted_yet_is_no_lack_of_rights()
    {
        const string Message = "pods \"shop-api-x\" is forbidden: status unknown for quota: all, resources: pods";
        Assert.Equal(Reasons.CreateFailed, RefusalReasons.Of(Message));
        Assert.True(InfrastructureFailure.Is(new Failure(Reasons.CreateFailed, Message)));
        Assert.False(InfrastructureFailure.Is(new Failure(Reasons.CreateFailed, "failed calling webhook")));
    }
}
