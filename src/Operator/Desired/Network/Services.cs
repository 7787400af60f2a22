using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Network;

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

    /// <summary>The way in, as the spec wants it.</summary>
    public static V1Service Api(DesiredInput input)
    {
        var service = Of(input.App, Names.Api, "http", 80, "http");
        var wanted = input.Stable.App.ApiService;
        service.Spec.Type = wanted.Type;
        if (wanted.Annotations.Count > 0)
            service.Metadata.Annotations = new Dictionary<string, string>(wanted.Annotations);
        return service;
    }
}
