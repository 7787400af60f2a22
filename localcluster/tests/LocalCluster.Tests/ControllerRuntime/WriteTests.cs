using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Patches;
using October.LocalCluster.Controllers;

namespace October.LocalCluster.ControllerRuntime;

public sealed class WriteTests
{
    [Fact]
    public void A_status_patch_leads_from_the_old_status_to_the_new_one_also_deep_inside()
    {
        var target = Objects.Parse("""
            status:
              kept: 1
              gone: 2
              inner:
                gone: 3
                kept: 4
            """);
        var wanted = new JsonObject { ["kept"] = 1, ["inner"] = new JsonObject { ["kept"] = 4 }, ["added"] = new JsonObject() };
        var patch = Write.Status(ResourceTypes.Jobs, target, wanted)!;
        MergePatch.Apply(target, patch.Body);
        Assert.True(JsonNode.DeepEquals(wanted, target["status"]), target.ToJsonString());
        Assert.Null(Write.Status(ResourceTypes.Jobs, target, wanted));
    }
}
