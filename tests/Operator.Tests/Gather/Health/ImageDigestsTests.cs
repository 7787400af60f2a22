using k8s.Models;

namespace October.Operator.Gather.Health;

public sealed class ImageDigestsTests
{
    [Theory]
    [InlineData("docker.io/library/redis@sha256:abc", "sha256:abc")]
    [InlineData("docker-pullable://ghcr.io/acme/api@sha256:abc", "sha256:abc")]
    [InlineData("sha256:abc", "sha256:abc")]
    [InlineData("api:v1", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_digest_is_read_from_what_runtimes_write(string? imageId, string? digest)
    {
        var pod = new V1Pod
        {
            Status = new V1PodStatus
            {
                ContainerStatuses =
                [new V1ContainerStatus { Name = "sidecar", ImageID = "x@sha256:no" }, new V1ContainerStatus { Name = "api", ImageID = imageId }],
            },
        };
        Assert.Equal(digest, ImageDigests.Of(pod, "api"));
    }

    [Fact]
    public void A_pod_without_a_status_has_none() => Assert.Null(ImageDigests.Of(new V1Pod(), "api"));
}
