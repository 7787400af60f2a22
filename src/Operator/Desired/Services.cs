using k8s.Models;

namespace October.Operator.Desired;

/// <summary>Services select the stable track only: a preview is invisible to users.</summary>
internal static class Services
{
    public static V1Service Of(AppIdentity app, string component, string portName, int port, string targetPort) => new()
    {
        Metadata = Meta.Of(app, Names.Component(app, component), component),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = Labels.Selector(app, component, Track.Stable),
            Ports = [new V1ServicePort { Name = portName, Port = port, TargetPort = targetPort, Protocol = "TCP" }],
        },
    };

    public static V1Service Api(DesiredInput input) => Of(input.App, Names.Api, "http", 80, "http");
}
