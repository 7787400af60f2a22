using k8s.Models;
using October.Crd.Status;

namespace October.Operator.Gather.Health;

public sealed class CreateFailuresTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Messages as a real cluster's ReplicaSet controller gives them.</summary>
    [Theory]
    [InlineData("pods \"web-api-x\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=4, limited: pods=4", Reasons.QuotaExceeded)]
    [InlineData("pods \"web-api-x\" is forbidden: maximum cpu usage per Container is 100m, but limit is 500m", Reasons.Forbidden)]
    [InlineData("pods \"web-api-x\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false", Reasons.Forbidden)]
    [InlineData("admission webhook \"images.example.com\" denied the request: image is not signed", Reasons.Denied)]
    [InlineData("pods \"web-api-x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no", Reasons.Denied)]
    [InlineData(
        "Pod \"web-api-x\" is invalid: spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1",
        Reasons.Invalid)]
    public void Every_kind_of_refusal_is_a_failure_at_once(string message, string reason)
    {
        var failure = CreateFailures.Of(Deployment(message, Now), Now);
        Assert.Equal(reason, failure?.Reason);
        Assert.Equal($"deployment web-api cannot create pods: {message}", failure?.Message);
    }

    [Fact]
    public void What_may_pass_by_itself_is_a_failure_after_half_a_minute()
    {
        var deployment = Deployment("Internal error occurred: failed calling webhook \"w.example.com\": connection refused", Now);
        Assert.Null(CreateFailures.Of(deployment, Now.AddSeconds(29)));
        Assert.Equal(Reasons.CreateFailed, CreateFailures.Of(deployment, Now.AddSeconds(31))?.Reason);
    }

    [Fact]
    public void What_was_said_of_an_older_template_does_not_count()
    {
        var deployment = Deployment("pods \"x\" is forbidden: exceeded quota: q", Now);
        deployment.Metadata.Generation = 8;
        Assert.Null(CreateFailures.Of(deployment, Now));
    }

    private static V1Deployment Deployment(string message, DateTimeOffset since) => new()
    {
        Metadata = new V1ObjectMeta { Name = "web-api", Generation = 7 },
        Status = new V1DeploymentStatus
        {
            ObservedGeneration = 7,
            Conditions =
            [
                new V1DeploymentCondition
                {
                    Type = "ReplicaFailure",
                    Status = "True",
                    Reason = "FailedCreate",
                    Message = message,
                    LastTransitionTime = since.UtcDateTime,
                },
            ],
        },
    };
}
