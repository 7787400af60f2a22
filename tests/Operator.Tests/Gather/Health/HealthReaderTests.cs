using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Gather.Health;

public sealed class HealthReaderTests
{
    [Fact]
    public void A_preview_is_probed_at_a_pod_of_its_own_revision()
    {
        var (before, now) = (Pod("a", "b2"), Pod("b", "c4"));
        Assert.Same(now, HealthReader.Ready([before, now], "c4"));
        Assert.Null(HealthReader.Ready([before], "c4"));
        now.Status.Conditions[0].Status = "False";
        Assert.Null(HealthReader.Ready([before, now], "c4"));
    }

    private static V1Pod Pod(string name, string revision) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { [Labels.Revision] = revision } },
        Status = new V1PodStatus { PodIP = "10.0.0.1", Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }] },
    };
}
