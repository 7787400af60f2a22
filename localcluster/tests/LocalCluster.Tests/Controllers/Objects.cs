using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Controllers;

/// <summary>Objects for the pure functions, written as YAML.</summary>
internal static class Objects
{
    public static DateTimeOffset Now { get; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static JsonObject Parse(string yaml) => (JsonObject)Yaml.Read(yaml).Root!;

    public static JsonObject Deployment(int replicas = 3, string spec = "", string image = "web:v1") => Parse($"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: default
          uid: d-1
          generation: 1
          resourceVersion: "1"
        spec:
          replicas: {replicas}
          {spec}
          selector:
            matchLabels:
              app: web
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
              - name: main
                image: {image}
        """);

    public static JsonObject Pod(string name, bool ready = true, string phase = "Running", string owner = "rs-1", string more = "") => Parse($"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {name}
          namespace: default
          uid: uid-{name}
          generation: 1
          resourceVersion: "1"
          creationTimestamp: 2026-01-01T11:00:00Z
          labels:
            app: web
          ownerReferences:
          - apiVersion: apps/v1
            kind: ReplicaSet
            name: web-1
            uid: {owner}
            controller: true
          {more}
        spec:
          nodeName: october
          containers:
          - name: main
            image: web:v1
            ports:
            - name: http
              containerPort: 8000
        status:
          phase: {phase}
          podIP: 127.64.0.2
          conditions:
          - type: Ready
            status: "{(ready ? "True" : "False")}"
            lastTransitionTime: 2026-01-01T11:30:00Z
        """);
}
