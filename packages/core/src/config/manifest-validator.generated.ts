// @ts-nocheck: written by `npm run schema`, with ajv.
import type { SchemaValidator } from './schema-validator.ts';

export const validators: Readonly<Record<"manifest", SchemaValidator>> = {
  "manifest": validate0,
};

const schema0 = {"type":"object","required":["version","destination","images"],"properties":{"version":{"type":"number","const":1,"examples":[1]},"destination":{"type":"string","examples":["ghcr.io/this-is-tobi/mirror"],"minLength":1},"defaults":{"type":"object","properties":{"tags":{"$ref":"#/$defs/tags"},"platforms":{"$ref":"#/$defs/platforms"},"missingPlatform":{"$ref":"#/$defs/missingPlatform"},"transport":{"$ref":"#/$defs/transport"},"upstreamReferrers":{"$ref":"#/$defs/upstreamReferrers"},"destination":{"$ref":"#/$defs/destination"},"plugins":{"$ref":"#/$defs/plugins"},"minimumAge":{"$ref":"#/$defs/minimumAge"},"deny":{"$ref":"#/$defs/deny"}},"additionalProperties":false,"examples":[{"platforms":["linux/amd64","linux/arm64"],"missingPlatform":"wait"}]},"plugins":{"$ref":"#/$defs/plugins"},"images":{"type":"array","items":{"$ref":"#/$defs/image"},"examples":[[{"source":"docker.io/library/debian","tags":["bookworm-slim"]}]]},"attestations":{"type":"object","properties":{"format":{"enum":["both","bundle","legacy"],"examples":["bundle"]},"origin":{"type":"string","minLength":1,"examples":["ghcr.io/this-is-tobi/mirror"]}},"additionalProperties":false,"examples":[{"format":"bundle"}]},"sigstore":{"type":"object","properties":{"fulcio":{"type":"string","examples":["https://fulcio.acme.dev"],"pattern":"^https?://|\\$\\{","patternErrorMessage":"Write it with its scheme, such as https://fulcio.acme.dev."},"rekor":{"type":"string","examples":["https://rekor.acme.dev"],"pattern":"^https?://|\\$\\{","patternErrorMessage":"Write it with its scheme, such as https://rekor.acme.dev."},"rekorVersion":{"enum":[1,2],"examples":[1]},"timestamp":{"type":"string","examples":["https://timestamp.acme.dev/api/v1/timestamp"],"pattern":"^https?://|\\$\\{","patternErrorMessage":"Write it with its scheme, such as https://timestamp.acme.dev/api/v1/timestamp."},"issuer":{"type":"string","examples":["https://token.actions.githubusercontent.com"],"pattern":"^https?://|\\$\\{","patternErrorMessage":"Write it with its scheme, such as https://token.actions.githubusercontent.com."},"tuf":{"type":"object","required":["mirror","root"],"properties":{"mirror":{"type":"string","examples":["https://tuf.acme.dev"],"pattern":"^https?://|\\$\\{","patternErrorMessage":"Write it with its scheme, such as https://tuf.acme.dev."},"root":{"type":"string","examples":["./root.json"],"minLength":1}},"additionalProperties":false,"examples":[{"mirror":"https://tuf.acme.dev","root":"./root.json"}]},"timeout":{"type":"string","examples":["10s","2m"],"pattern":"^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$","patternErrorMessage":"Write a number with its unit, such as 10s or 2m."},"trustedRoot":{"type":"string","examples":["./trusted_root.json"],"minLength":1}},"additionalProperties":false,"examples":[{"fulcio":"https://fulcio.acme.dev","rekor":"https://rekor.acme.dev","trustedRoot":"./trusted_root.json"}]},"registries":{"type":"object","additionalProperties":{"type":"object","properties":{"concurrency":{"type":"integer","examples":[4],"minimum":1},"insecure":{"type":"boolean","examples":[true]},"timeout":{"type":"string","examples":["30s","10m"],"pattern":"^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$","patternErrorMessage":"Write a number with its unit, such as 30s or 10m."},"auth":{"type":"object","required":["username","password"],"properties":{"username":{"type":"string","examples":["${ACME_USER}"],"minLength":1},"password":{"type":"string","examples":["${ACME_TOKEN}"],"minLength":1,"writeOnly":true}},"additionalProperties":false,"examples":[{"username":"${ACME_USER}","password":"${ACME_TOKEN}"}],"writeOnly":true},"ca":{"type":"string","examples":["./acme.pem"],"minLength":1}},"additionalProperties":false,"examples":[{"concurrency":4}]},"examples":[{"docker.io":{"concurrency":4},"localhost:5000":{"insecure":true}}],"propertyNames":{"pattern":"^[^/\\s]+$","patternErrorMessage":"Write the host with its port, without scheme and path."}}},"additionalProperties":false,"examples":[{"version":1,"destination":"ghcr.io/this-is-tobi/mirror","images":[{"source":"docker.io/library/debian","tags":["bookworm-slim"]}]}],"$defs":{"tags":{"anyOf":[{"type":"array","items":{"type":"string","examples":["3.10","10.3.1","bookworm-slim"],"pattern":"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$","patternErrorMessage":"A tag has at most 128 letters, digits, dots, hyphens and underscores, and begins with a letter, a digit or an underscore."},"examples":[["3.10","3.9"]],"minItems":1},{"type":"object","properties":{"semver":{"type":"string","examples":[">=10"],"minLength":1},"regex":{"type":"string","examples":["^\\d+\\.\\d+\\.\\d+$"],"minLength":1},"exclude":{"type":"array","items":{"type":"string","examples":["-rootless$"],"minLength":1},"examples":[["-rootless$","^10\\.4\\."]]},"keep":{"type":"integer","examples":[10],"minimum":1},"latest":{"anyOf":[{"type":"boolean"},{"type":"object","required":["downgrade"],"properties":{"downgrade":{"type":"boolean","examples":[true]}},"additionalProperties":false,"examples":[{"downgrade":true}]}],"examples":[true]},"prereleases":{"type":"boolean","examples":[true]},"aliases":{"type":"boolean","examples":[true]},"mutable":{"type":"boolean","examples":[true]}},"additionalProperties":false,"examples":[{"semver":">=10","keep":10,"latest":true}],"oneOf":[{"required":["semver"]},{"required":["regex"]}]}],"examples":[["3.10","3.9"]]},"platforms":{"anyOf":[{"type":"string","const":"all"},{"type":"array","items":{"type":"string","pattern":"^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$","patternErrorMessage":"Write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64 or linux/arm/v7. For all of them, write platforms: all.","examples":["linux/amd64","linux/arm64","linux/arm/v7","linux/386","linux/ppc64le","linux/riscv64","linux/s390x"]},"minItems":1,"uniqueItems":true}],"examples":[["linux/amd64","linux/arm64"]]},"missingPlatform":{"enum":["fail","wait","warn","allow"],"examples":["warn"]},"transport":{"enum":["native","oras"],"examples":["oras"]},"upstreamReferrers":{"type":"boolean","examples":[true]},"destination":{"type":"string","examples":["ghcr.io/acme/base"],"minLength":1},"plugins":{"type":"array","items":{"anyOf":[{"type":"string","examples":["cosign-sign"],"minLength":1},{"type":"object","required":["use"],"properties":{"use":{"type":"string","examples":["cosign-sign"],"minLength":1},"with":{"type":"object","additionalProperties":{},"examples":[{"mode":"keyless"}]}},"additionalProperties":false,"examples":[{"use":"cosign-sign","with":{"mode":"keyless"}}]}],"examples":["trivy-sbom"]},"examples":[["trivy-sbom",{"use":"cosign-sign","with":{"mode":"keyless"}},"slsa-provenance","verify"]]},"minimumAge":{"type":"string","examples":["3d","12h","1w","1d 12h"],"pattern":"^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$","patternErrorMessage":"Write a number with its unit, such as 12h, 3d or 1w."},"deny":{"type":"array","items":{"type":"object","required":["reason"],"properties":{"tag":{"type":"string","examples":["10.4.0"],"pattern":"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$","patternErrorMessage":"A tag has at most 128 letters, digits, dots, hyphens and underscores, and begins with a letter, a digit or an underscore."},"digest":{"type":"string","examples":["sha256:0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d"],"pattern":"^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$","patternErrorMessage":"Write sha256: and 64 hexadecimal digits in lower case."},"reason":{"type":"string","examples":["loses attachments, fixed in 10.4.1"],"minLength":1}},"additionalProperties":false,"examples":[{"tag":"10.4.0","reason":"loses attachments"}],"oneOf":[{"required":["tag"]},{"required":["digest"]}]},"examples":[[{"tag":"10.4.0","reason":"loses attachments, fixed in 10.4.1"}]]},"image":{"type":"object","properties":{"name":{"type":"string","examples":["mattermost"],"minLength":1},"source":{"type":"string","examples":["docker.io/mattermost/mattermost-team-edition"],"minLength":1},"sources":{"type":"object","additionalProperties":{"type":"string","examples":["docker.io/outlinewiki/outline:{tag}"],"minLength":1},"examples":[{"linux/amd64":"docker.io/outlinewiki/outline:{tag}","linux/arm64":"oci:./build/outline-arm64:{tag}"}],"minProperties":1,"propertyNames":{"pattern":"^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$","patternErrorMessage":"Write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64 or linux/arm/v7."}},"tagsFrom":{"type":"string","pattern":"^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$","patternErrorMessage":"Write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64 or linux/arm/v7.","examples":["linux/amd64"]},"tags":{"$ref":"#/$defs/tags"},"platforms":{"$ref":"#/$defs/platforms"},"missingPlatform":{"$ref":"#/$defs/missingPlatform"},"transport":{"$ref":"#/$defs/transport"},"upstreamReferrers":{"$ref":"#/$defs/upstreamReferrers"},"destination":{"$ref":"#/$defs/destination"},"plugins":{"$ref":"#/$defs/plugins"},"minimumAge":{"$ref":"#/$defs/minimumAge"},"deny":{"$ref":"#/$defs/deny"}},"additionalProperties":false,"examples":[{"source":"docker.io/library/debian","tags":["bookworm-slim"]}],"oneOf":[{"required":["source"]},{"required":["sources"]}],"dependentRequired":{"tagsFrom":["sources"]}}}};
const func0 = (text) => Array.from(text).length;
const func1 = Object.prototype.hasOwnProperty;
const schema1 = {"anyOf":[{"type":"array","items":{"type":"string","examples":["3.10","10.3.1","bookworm-slim"],"pattern":"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$","patternErrorMessage":"A tag has at most 128 letters, digits, dots, hyphens and underscores, and begins with a letter, a digit or an underscore."},"examples":[["3.10","3.9"]],"minItems":1},{"type":"object","properties":{"semver":{"type":"string","examples":[">=10"],"minLength":1},"regex":{"type":"string","examples":["^\\d+\\.\\d+\\.\\d+$"],"minLength":1},"exclude":{"type":"array","items":{"type":"string","examples":["-rootless$"],"minLength":1},"examples":[["-rootless$","^10\\.4\\."]]},"keep":{"type":"integer","examples":[10],"minimum":1},"latest":{"anyOf":[{"type":"boolean"},{"type":"object","required":["downgrade"],"properties":{"downgrade":{"type":"boolean","examples":[true]}},"additionalProperties":false,"examples":[{"downgrade":true}]}],"examples":[true]},"prereleases":{"type":"boolean","examples":[true]},"aliases":{"type":"boolean","examples":[true]},"mutable":{"type":"boolean","examples":[true]}},"additionalProperties":false,"examples":[{"semver":">=10","keep":10,"latest":true}],"oneOf":[{"required":["semver"]},{"required":["regex"]}]}],"examples":[["3.10","3.9"]]};
const pattern0 = new RegExp("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", "u");

function validate1(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate1.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs0 = errors;
let valid0 = false;
const _errs1 = errors;
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/anyOf/0/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema1.anyOf[0],data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(typeof data0 === "string"){
if(!pattern0.test(data0)){
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/anyOf/0/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$"},schema:"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$",parentSchema:schema1.anyOf[0].items,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/anyOf/0/items/type",keyword:"type",params:{type: "string"},schema:schema1.anyOf[0].items.type,parentSchema:schema1.anyOf[0].items,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath,schemaPath:"#/anyOf/0/type",keyword:"type",params:{type: "array"},schema:schema1.anyOf[0].type,parentSchema:schema1.anyOf[0],data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
var _valid0 = _errs1 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var items0 = true;
}
const _errs5 = errors;
const _errs7 = errors;
let valid3 = false;
let passing0 = null;
const _errs8 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.semver === undefined){
const err4 = {instancePath,schemaPath:"#/anyOf/1/oneOf/0/required",keyword:"required",params:{missingProperty: "semver"},schema:schema1.anyOf[1].oneOf[0].required,parentSchema:schema1.anyOf[1].oneOf[0],data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
var _valid1 = _errs8 === errors;
if(_valid1){
valid3 = true;
passing0 = 0;
}
const _errs9 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.regex === undefined){
const err5 = {instancePath,schemaPath:"#/anyOf/1/oneOf/1/required",keyword:"required",params:{missingProperty: "regex"},schema:schema1.anyOf[1].oneOf[1].required,parentSchema:schema1.anyOf[1].oneOf[1],data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
var _valid1 = _errs9 === errors;
if(_valid1 && valid3){
valid3 = false;
passing0 = [passing0, 1];
}
else {
if(_valid1){
valid3 = true;
passing0 = 1;
}
}
if(!valid3){
const err6 = {instancePath,schemaPath:"#/anyOf/1/oneOf",keyword:"oneOf",params:{passingSchemas: passing0},schema:schema1.anyOf[1].oneOf,parentSchema:schema1.anyOf[1],data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
else {
errors = _errs7;
if(vErrors !== null){
if(_errs7){
vErrors.length = _errs7;
}
else {
vErrors = null;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((((key0 === "semver") || (key0 === "regex")) || (key0 === "exclude")) || (key0 === "keep")) || (key0 === "latest")) || (key0 === "prereleases")) || (key0 === "aliases")) || (key0 === "mutable"))){
const err7 = {instancePath,schemaPath:"#/anyOf/1/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema1.anyOf[1],data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.semver !== undefined){
let data1 = data.semver;
if(typeof data1 === "string"){
if(func0(data1) < 1){
const err8 = {instancePath:instancePath+"/semver",schemaPath:"#/anyOf/1/properties/semver/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema1.anyOf[1].properties.semver,data:data1};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/semver",schemaPath:"#/anyOf/1/properties/semver/type",keyword:"type",params:{type: "string"},schema:schema1.anyOf[1].properties.semver.type,parentSchema:schema1.anyOf[1].properties.semver,data:data1};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.regex !== undefined){
let data2 = data.regex;
if(typeof data2 === "string"){
if(func0(data2) < 1){
const err10 = {instancePath:instancePath+"/regex",schemaPath:"#/anyOf/1/properties/regex/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema1.anyOf[1].properties.regex,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/regex",schemaPath:"#/anyOf/1/properties/regex/type",keyword:"type",params:{type: "string"},schema:schema1.anyOf[1].properties.regex.type,parentSchema:schema1.anyOf[1].properties.regex,data:data2};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.exclude !== undefined){
let data3 = data.exclude;
if(Array.isArray(data3)){
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
if(typeof data4 === "string"){
if(func0(data4) < 1){
const err12 = {instancePath:instancePath+"/exclude/" + i1,schemaPath:"#/anyOf/1/properties/exclude/items/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema1.anyOf[1].properties.exclude.items,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/exclude/" + i1,schemaPath:"#/anyOf/1/properties/exclude/items/type",keyword:"type",params:{type: "string"},schema:schema1.anyOf[1].properties.exclude.items.type,parentSchema:schema1.anyOf[1].properties.exclude.items,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
else {
const err14 = {instancePath:instancePath+"/exclude",schemaPath:"#/anyOf/1/properties/exclude/type",keyword:"type",params:{type: "array"},schema:schema1.anyOf[1].properties.exclude.type,parentSchema:schema1.anyOf[1].properties.exclude,data:data3};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.keep !== undefined){
let data5 = data.keep;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err15 = {instancePath:instancePath+"/keep",schemaPath:"#/anyOf/1/properties/keep/type",keyword:"type",params:{type: "integer"},schema:schema1.anyOf[1].properties.keep.type,parentSchema:schema1.anyOf[1].properties.keep,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 < 1 || isNaN(data5)){
const err16 = {instancePath:instancePath+"/keep",schemaPath:"#/anyOf/1/properties/keep/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},schema:1,parentSchema:schema1.anyOf[1].properties.keep,data:data5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
if(data.latest !== undefined){
let data6 = data.latest;
const _errs22 = errors;
let valid7 = false;
const _errs23 = errors;
if(typeof data6 !== "boolean"){
const err17 = {instancePath:instancePath+"/latest",schemaPath:"#/anyOf/1/properties/latest/anyOf/0/type",keyword:"type",params:{type: "boolean"},schema:schema1.anyOf[1].properties.latest.anyOf[0].type,parentSchema:schema1.anyOf[1].properties.latest.anyOf[0],data:data6};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
var _valid2 = _errs23 === errors;
valid7 = valid7 || _valid2;
const _errs25 = errors;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(data6.downgrade === undefined){
const err18 = {instancePath:instancePath+"/latest",schemaPath:"#/anyOf/1/properties/latest/anyOf/1/required",keyword:"required",params:{missingProperty: "downgrade"},schema:schema1.anyOf[1].properties.latest.anyOf[1].required,parentSchema:schema1.anyOf[1].properties.latest.anyOf[1],data:data6};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
for(const key1 in data6){
if(!(key1 === "downgrade")){
const err19 = {instancePath:instancePath+"/latest",schemaPath:"#/anyOf/1/properties/latest/anyOf/1/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},schema:false,parentSchema:schema1.anyOf[1].properties.latest.anyOf[1],data:data6};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data6.downgrade !== undefined){
let data7 = data6.downgrade;
if(typeof data7 !== "boolean"){
const err20 = {instancePath:instancePath+"/latest/downgrade",schemaPath:"#/anyOf/1/properties/latest/anyOf/1/properties/downgrade/type",keyword:"type",params:{type: "boolean"},schema:schema1.anyOf[1].properties.latest.anyOf[1].properties.downgrade.type,parentSchema:schema1.anyOf[1].properties.latest.anyOf[1].properties.downgrade,data:data7};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath:instancePath+"/latest",schemaPath:"#/anyOf/1/properties/latest/anyOf/1/type",keyword:"type",params:{type: "object"},schema:schema1.anyOf[1].properties.latest.anyOf[1].type,parentSchema:schema1.anyOf[1].properties.latest.anyOf[1],data:data6};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
var _valid2 = _errs25 === errors;
valid7 = valid7 || _valid2;
if(!valid7){
const err22 = {instancePath:instancePath+"/latest",schemaPath:"#/anyOf/1/properties/latest/anyOf",keyword:"anyOf",params:{},schema:schema1.anyOf[1].properties.latest.anyOf,parentSchema:schema1.anyOf[1].properties.latest,data:data6};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
else {
errors = _errs22;
if(vErrors !== null){
if(_errs22){
vErrors.length = _errs22;
}
else {
vErrors = null;
}
}
}
}
if(data.prereleases !== undefined){
let data8 = data.prereleases;
if(typeof data8 !== "boolean"){
const err23 = {instancePath:instancePath+"/prereleases",schemaPath:"#/anyOf/1/properties/prereleases/type",keyword:"type",params:{type: "boolean"},schema:schema1.anyOf[1].properties.prereleases.type,parentSchema:schema1.anyOf[1].properties.prereleases,data:data8};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.aliases !== undefined){
let data9 = data.aliases;
if(typeof data9 !== "boolean"){
const err24 = {instancePath:instancePath+"/aliases",schemaPath:"#/anyOf/1/properties/aliases/type",keyword:"type",params:{type: "boolean"},schema:schema1.anyOf[1].properties.aliases.type,parentSchema:schema1.anyOf[1].properties.aliases,data:data9};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.mutable !== undefined){
let data10 = data.mutable;
if(typeof data10 !== "boolean"){
const err25 = {instancePath:instancePath+"/mutable",schemaPath:"#/anyOf/1/properties/mutable/type",keyword:"type",params:{type: "boolean"},schema:schema1.anyOf[1].properties.mutable.type,parentSchema:schema1.anyOf[1].properties.mutable,data:data10};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
else {
const err26 = {instancePath,schemaPath:"#/anyOf/1/type",keyword:"type",params:{type: "object"},schema:schema1.anyOf[1].type,parentSchema:schema1.anyOf[1],data};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
var _valid0 = _errs5 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var props1 = true;
}
if(!valid0){
const err27 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},schema:schema1.anyOf,parentSchema:schema1,data};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
else {
errors = _errs0;
if(vErrors !== null){
if(_errs0){
vErrors.length = _errs0;
}
else {
vErrors = null;
}
}
}
validate1.errors = vErrors;
evaluated0.props = props1;
evaluated0.items = items0;
return errors === 0;
}
validate1.evaluated = {"dynamicProps":true,"dynamicItems":true};

const schema2 = {"anyOf":[{"type":"string","const":"all"},{"type":"array","items":{"type":"string","pattern":"^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$","patternErrorMessage":"Write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64 or linux/arm/v7. For all of them, write platforms: all.","examples":["linux/amd64","linux/arm64","linux/arm/v7","linux/386","linux/ppc64le","linux/riscv64","linux/s390x"]},"minItems":1,"uniqueItems":true}],"examples":[["linux/amd64","linux/arm64"]]};
const pattern1 = new RegExp("^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$", "u");

function validate3(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate3.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs0 = errors;
let valid0 = false;
const _errs1 = errors;
if(typeof data !== "string"){
const err0 = {instancePath,schemaPath:"#/anyOf/0/type",keyword:"type",params:{type: "string"},schema:schema2.anyOf[0].type,parentSchema:schema2.anyOf[0],data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if("all" !== data){
const err1 = {instancePath,schemaPath:"#/anyOf/0/const",keyword:"const",params:{allowedValue: "all"},schema:"all",parentSchema:schema2.anyOf[0],data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs1 === errors;
valid0 = valid0 || _valid0;
const _errs3 = errors;
if(Array.isArray(data)){
if(data.length < 1){
const err2 = {instancePath,schemaPath:"#/anyOf/1/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema2.anyOf[1],data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(typeof data0 === "string"){
if(!pattern1.test(data0)){
const err3 = {instancePath:instancePath+"/" + i0,schemaPath:"#/anyOf/1/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$"},schema:"^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$",parentSchema:schema2.anyOf[1].items,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/" + i0,schemaPath:"#/anyOf/1/items/type",keyword:"type",params:{type: "string"},schema:schema2.anyOf[1].items.type,parentSchema:schema2.anyOf[1].items,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
let i1 = data.length;
let j0;
if(i1 > 1){
const indices0 = {};
for(;i1--;){
let item0 = data[i1];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err5 = {instancePath,schemaPath:"#/anyOf/1/uniqueItems",keyword:"uniqueItems",params:{i: i1, j: j0},schema:true,parentSchema:schema2.anyOf[1],data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
break;
}
indices0[item0] = i1;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/anyOf/1/type",keyword:"type",params:{type: "array"},schema:schema2.anyOf[1].type,parentSchema:schema2.anyOf[1],data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
var _valid0 = _errs3 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var items0 = true;
}
if(!valid0){
const err7 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},schema:schema2.anyOf,parentSchema:schema2,data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
else {
errors = _errs0;
if(vErrors !== null){
if(_errs0){
vErrors.length = _errs0;
}
else {
vErrors = null;
}
}
}
validate3.errors = vErrors;
evaluated0.items = items0;
return errors === 0;
}
validate3.evaluated = {"dynamicProps":false,"dynamicItems":true};

const schema3 = {"enum":["fail","wait","warn","allow"],"examples":["warn"]};

function validate5(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate5.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(!((((data === "fail") || (data === "wait")) || (data === "warn")) || (data === "allow"))){
const err0 = {instancePath,schemaPath:"#/enum",keyword:"enum",params:{allowedValues: schema3.enum},schema:schema3.enum,parentSchema:schema3,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate5.errors = vErrors;
return errors === 0;
}
validate5.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema4 = {"enum":["native","oras"],"examples":["oras"]};

function validate7(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate7.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(!((data === "native") || (data === "oras"))){
const err0 = {instancePath,schemaPath:"#/enum",keyword:"enum",params:{allowedValues: schema4.enum},schema:schema4.enum,parentSchema:schema4,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate7.errors = vErrors;
return errors === 0;
}
validate7.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema5 = {"type":"boolean","examples":[true]};

function validate9(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate9.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data !== "boolean"){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "boolean"},schema:schema5.type,parentSchema:schema5,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate9.errors = vErrors;
return errors === 0;
}
validate9.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema6 = {"type":"string","examples":["ghcr.io/acme/base"],"minLength":1};

function validate11(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate11.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(func0(data) < 1){
const err0 = {instancePath,schemaPath:"#/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema6,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"},schema:schema6.type,parentSchema:schema6,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate11.errors = vErrors;
return errors === 0;
}
validate11.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema7 = {"type":"array","items":{"anyOf":[{"type":"string","examples":["cosign-sign"],"minLength":1},{"type":"object","required":["use"],"properties":{"use":{"type":"string","examples":["cosign-sign"],"minLength":1},"with":{"type":"object","additionalProperties":{},"examples":[{"mode":"keyless"}]}},"additionalProperties":false,"examples":[{"use":"cosign-sign","with":{"mode":"keyless"}}]}],"examples":["trivy-sbom"]},"examples":[["trivy-sbom",{"use":"cosign-sign","with":{"mode":"keyless"}},"slsa-provenance","verify"]]};

function validate13(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate13.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
const _errs2 = errors;
let valid2 = false;
const _errs3 = errors;
if(typeof data0 === "string"){
if(func0(data0) < 1){
const err0 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/anyOf/0/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema7.items.anyOf[0],data:data0};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/anyOf/0/type",keyword:"type",params:{type: "string"},schema:schema7.items.anyOf[0].type,parentSchema:schema7.items.anyOf[0],data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs3 === errors;
valid2 = valid2 || _valid0;
const _errs5 = errors;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.use === undefined){
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/anyOf/1/required",keyword:"required",params:{missingProperty: "use"},schema:schema7.items.anyOf[1].required,parentSchema:schema7.items.anyOf[1],data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data0){
if(!((key0 === "use") || (key0 === "with"))){
const err3 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/anyOf/1/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema7.items.anyOf[1],data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data0.use !== undefined){
let data1 = data0.use;
if(typeof data1 === "string"){
if(func0(data1) < 1){
const err4 = {instancePath:instancePath+"/" + i0+"/use",schemaPath:"#/items/anyOf/1/properties/use/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema7.items.anyOf[1].properties.use,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/" + i0+"/use",schemaPath:"#/items/anyOf/1/properties/use/type",keyword:"type",params:{type: "string"},schema:schema7.items.anyOf[1].properties.use.type,parentSchema:schema7.items.anyOf[1].properties.use,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data0.with !== undefined){
let data2 = data0.with;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
}
else {
const err6 = {instancePath:instancePath+"/" + i0+"/with",schemaPath:"#/items/anyOf/1/properties/with/type",keyword:"type",params:{type: "object"},schema:schema7.items.anyOf[1].properties.with.type,parentSchema:schema7.items.anyOf[1].properties.with,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/anyOf/1/type",keyword:"type",params:{type: "object"},schema:schema7.items.anyOf[1].type,parentSchema:schema7.items.anyOf[1],data:data0};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
var _valid0 = _errs5 === errors;
valid2 = valid2 || _valid0;
if(!valid2){
const err8 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/anyOf",keyword:"anyOf",params:{},schema:schema7.items.anyOf,parentSchema:schema7.items,data:data0};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
else {
errors = _errs2;
if(vErrors !== null){
if(_errs2){
vErrors.length = _errs2;
}
else {
vErrors = null;
}
}
}
}
}
else {
const err9 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema7.type,parentSchema:schema7,data};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
validate13.errors = vErrors;
return errors === 0;
}
validate13.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};

const schema8 = {"type":"string","examples":["3d","12h","1w","1d 12h"],"pattern":"^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$","patternErrorMessage":"Write a number with its unit, such as 12h, 3d or 1w."};
const pattern2 = new RegExp("^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$", "u");

function validate15(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate15.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(typeof data === "string"){
if(!pattern2.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$"},schema:"^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$",parentSchema:schema8,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"},schema:schema8.type,parentSchema:schema8,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate15.errors = vErrors;
return errors === 0;
}
validate15.evaluated = {"dynamicProps":false,"dynamicItems":false};

const schema9 = {"type":"array","items":{"type":"object","required":["reason"],"properties":{"tag":{"type":"string","examples":["10.4.0"],"pattern":"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$","patternErrorMessage":"A tag has at most 128 letters, digits, dots, hyphens and underscores, and begins with a letter, a digit or an underscore."},"digest":{"type":"string","examples":["sha256:0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d"],"pattern":"^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$","patternErrorMessage":"Write sha256: and 64 hexadecimal digits in lower case."},"reason":{"type":"string","examples":["loses attachments, fixed in 10.4.1"],"minLength":1}},"additionalProperties":false,"examples":[{"tag":"10.4.0","reason":"loses attachments"}],"oneOf":[{"required":["tag"]},{"required":["digest"]}]},"examples":[[{"tag":"10.4.0","reason":"loses attachments, fixed in 10.4.1"}]]};
const pattern4 = new RegExp("^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$", "u");

function validate17(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate17.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
const _errs3 = errors;
let valid2 = false;
let passing0 = null;
const _errs4 = errors;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.tag === undefined){
const err0 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/oneOf/0/required",keyword:"required",params:{missingProperty: "tag"},schema:schema9.items.oneOf[0].required,parentSchema:schema9.items.oneOf[0],data:data0};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs4 === errors;
if(_valid0){
valid2 = true;
passing0 = 0;
}
const _errs5 = errors;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.digest === undefined){
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/oneOf/1/required",keyword:"required",params:{missingProperty: "digest"},schema:schema9.items.oneOf[1].required,parentSchema:schema9.items.oneOf[1],data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs5 === errors;
if(_valid0 && valid2){
valid2 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid2 = true;
passing0 = 1;
}
}
if(!valid2){
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/oneOf",keyword:"oneOf",params:{passingSchemas: passing0},schema:schema9.items.oneOf,parentSchema:schema9.items,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs3;
if(vErrors !== null){
if(_errs3){
vErrors.length = _errs3;
}
else {
vErrors = null;
}
}
}
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.reason === undefined){
const err3 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/required",keyword:"required",params:{missingProperty: "reason"},schema:schema9.items.required,parentSchema:schema9.items,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data0){
if(!(((key0 === "tag") || (key0 === "digest")) || (key0 === "reason"))){
const err4 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema9.items,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data0.tag !== undefined){
let data1 = data0.tag;
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
const err5 = {instancePath:instancePath+"/" + i0+"/tag",schemaPath:"#/items/properties/tag/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$"},schema:"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$",parentSchema:schema9.items.properties.tag,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/" + i0+"/tag",schemaPath:"#/items/properties/tag/type",keyword:"type",params:{type: "string"},schema:schema9.items.properties.tag.type,parentSchema:schema9.items.properties.tag,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data0.digest !== undefined){
let data2 = data0.digest;
if(typeof data2 === "string"){
if(!pattern4.test(data2)){
const err7 = {instancePath:instancePath+"/" + i0+"/digest",schemaPath:"#/items/properties/digest/pattern",keyword:"pattern",params:{pattern: "^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$"},schema:"^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$",parentSchema:schema9.items.properties.digest,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/" + i0+"/digest",schemaPath:"#/items/properties/digest/type",keyword:"type",params:{type: "string"},schema:schema9.items.properties.digest.type,parentSchema:schema9.items.properties.digest,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data0.reason !== undefined){
let data3 = data0.reason;
if(typeof data3 === "string"){
if(func0(data3) < 1){
const err9 = {instancePath:instancePath+"/" + i0+"/reason",schemaPath:"#/items/properties/reason/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema9.items.properties.reason,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/" + i0+"/reason",schemaPath:"#/items/properties/reason/type",keyword:"type",params:{type: "string"},schema:schema9.items.properties.reason.type,parentSchema:schema9.items.properties.reason,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/type",keyword:"type",params:{type: "object"},schema:schema9.items.type,parentSchema:schema9.items,data:data0};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema9.type,parentSchema:schema9,data};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
validate17.errors = vErrors;
return errors === 0;
}
validate17.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};

const schema10 = {"type":"object","properties":{"name":{"type":"string","examples":["mattermost"],"minLength":1},"source":{"type":"string","examples":["docker.io/mattermost/mattermost-team-edition"],"minLength":1},"sources":{"type":"object","additionalProperties":{"type":"string","examples":["docker.io/outlinewiki/outline:{tag}"],"minLength":1},"examples":[{"linux/amd64":"docker.io/outlinewiki/outline:{tag}","linux/arm64":"oci:./build/outline-arm64:{tag}"}],"minProperties":1,"propertyNames":{"pattern":"^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$","patternErrorMessage":"Write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64 or linux/arm/v7."}},"tagsFrom":{"type":"string","pattern":"^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$","patternErrorMessage":"Write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64 or linux/arm/v7.","examples":["linux/amd64"]},"tags":{"$ref":"#/$defs/tags"},"platforms":{"$ref":"#/$defs/platforms"},"missingPlatform":{"$ref":"#/$defs/missingPlatform"},"transport":{"$ref":"#/$defs/transport"},"upstreamReferrers":{"$ref":"#/$defs/upstreamReferrers"},"destination":{"$ref":"#/$defs/destination"},"plugins":{"$ref":"#/$defs/plugins"},"minimumAge":{"$ref":"#/$defs/minimumAge"},"deny":{"$ref":"#/$defs/deny"}},"additionalProperties":false,"examples":[{"source":"docker.io/library/debian","tags":["bookworm-slim"]}],"oneOf":[{"required":["source"]},{"required":["sources"]}],"dependentRequired":{"tagsFrom":["sources"]}};

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
let valid0 = false;
let passing0 = null;
const _errs2 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.source === undefined){
const err0 = {instancePath,schemaPath:"#/oneOf/0/required",keyword:"required",params:{missingProperty: "source"},schema:schema10.oneOf[0].required,parentSchema:schema10.oneOf[0],data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs2 === errors;
if(_valid0){
valid0 = true;
passing0 = 0;
}
const _errs3 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.sources === undefined){
const err1 = {instancePath,schemaPath:"#/oneOf/1/required",keyword:"required",params:{missingProperty: "sources"},schema:schema10.oneOf[1].required,parentSchema:schema10.oneOf[1],data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs3 === errors;
if(_valid0 && valid0){
valid0 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid0 = true;
passing0 = 1;
}
}
if(!valid0){
const err2 = {instancePath,schemaPath:"#/oneOf",keyword:"oneOf",params:{passingSchemas: passing0},schema:schema10.oneOf,parentSchema:schema10,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func1.call(schema10.properties, key0))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema10,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(func0(data0) < 1){
const err4 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema10.properties.name,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"},schema:schema10.properties.name.type,parentSchema:schema10.properties.name,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.source !== undefined){
let data1 = data.source;
if(typeof data1 === "string"){
if(func0(data1) < 1){
const err6 = {instancePath:instancePath+"/source",schemaPath:"#/properties/source/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema10.properties.source,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/source",schemaPath:"#/properties/source/type",keyword:"type",params:{type: "string"},schema:schema10.properties.source.type,parentSchema:schema10.properties.source,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.sources !== undefined){
let data2 = data.sources;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(Object.keys(data2).length < 1){
const err8 = {instancePath:instancePath+"/sources",schemaPath:"#/properties/sources/minProperties",keyword:"minProperties",params:{limit: 1},schema:1,parentSchema:schema10.properties.sources,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
for(const key1 in data2){
const _errs11 = errors;
if(typeof key1 === "string"){
if(!pattern1.test(key1)){
const err9 = {instancePath:instancePath+"/sources",schemaPath:"#/properties/sources/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$"},schema:"^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$",parentSchema:schema10.properties.sources.propertyNames,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
var valid2 = _errs11 === errors;
if(!valid2){
const err10 = {instancePath:instancePath+"/sources",schemaPath:"#/properties/sources/propertyNames",keyword:"propertyNames",params:{propertyName: key1},schema:schema10.properties.sources.propertyNames,parentSchema:schema10.properties.sources,data:data2};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
for(const key2 in data2){
let data3 = data2[key2];
if(typeof data3 === "string"){
if(func0(data3) < 1){
const err11 = {instancePath:instancePath+"/sources/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/sources/additionalProperties/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema10.properties.sources.additionalProperties,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/sources/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/sources/additionalProperties/type",keyword:"type",params:{type: "string"},schema:schema10.properties.sources.additionalProperties.type,parentSchema:schema10.properties.sources.additionalProperties,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/sources",schemaPath:"#/properties/sources/type",keyword:"type",params:{type: "object"},schema:schema10.properties.sources.type,parentSchema:schema10.properties.sources,data:data2};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.tagsFrom !== undefined){
let data4 = data.tagsFrom;
if(typeof data4 === "string"){
if(!pattern1.test(data4)){
const err14 = {instancePath:instancePath+"/tagsFrom",schemaPath:"#/properties/tagsFrom/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$"},schema:"^[A-Za-z0-9_.-]+(\\([^()]+\\))?/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?$",parentSchema:schema10.properties.tagsFrom,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/tagsFrom",schemaPath:"#/properties/tagsFrom/type",keyword:"type",params:{type: "string"},schema:schema10.properties.tagsFrom.type,parentSchema:schema10.properties.tagsFrom,data:data4};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.tags !== undefined){
if(!(validate1(data.tags, {instancePath:instancePath+"/tags",parentData:data,parentDataProperty:"tags",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate1.errors;}else{for(const one of validate1.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data.platforms !== undefined){
if(!(validate3(data.platforms, {instancePath:instancePath+"/platforms",parentData:data,parentDataProperty:"platforms",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate3.errors;}else{for(const one of validate3.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data.missingPlatform !== undefined){
if(!(validate5(data.missingPlatform, {instancePath:instancePath+"/missingPlatform",parentData:data,parentDataProperty:"missingPlatform",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate5.errors;}else{for(const one of validate5.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data.transport !== undefined){
if(!(validate7(data.transport, {instancePath:instancePath+"/transport",parentData:data,parentDataProperty:"transport",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate7.errors;}else{for(const one of validate7.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data.upstreamReferrers !== undefined){
if(!(validate9(data.upstreamReferrers, {instancePath:instancePath+"/upstreamReferrers",parentData:data,parentDataProperty:"upstreamReferrers",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate9.errors;}else{for(const one of validate9.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data.destination !== undefined){
if(!(validate11(data.destination, {instancePath:instancePath+"/destination",parentData:data,parentDataProperty:"destination",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate11.errors;}else{for(const one of validate11.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data.plugins !== undefined){
if(!(validate13(data.plugins, {instancePath:instancePath+"/plugins",parentData:data,parentDataProperty:"plugins",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate13.errors;}else{for(const one of validate13.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data.minimumAge !== undefined){
if(!(validate15(data.minimumAge, {instancePath:instancePath+"/minimumAge",parentData:data,parentDataProperty:"minimumAge",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate15.errors;}else{for(const one of validate15.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data.deny !== undefined){
if(!(validate17(data.deny, {instancePath:instancePath+"/deny",parentData:data,parentDataProperty:"deny",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate17.errors;}else{for(const one of validate17.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data.tagsFrom !== undefined){
if(data.sources === undefined){
const err16 = {instancePath,schemaPath:"#/dependentRequired",keyword:"dependentRequired",params:{property: "tagsFrom",
    missingProperty: "sources",
    depsCount: 1,
    deps: "sources"},schema:schema10.dependentRequired,parentSchema:schema10,data};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema10.type,parentSchema:schema10,data};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const pattern7 = new RegExp("^https?://|\\$\\{", "u");
const pattern13 = new RegExp("^[^/\\s]+$", "u");

function validate0(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate0.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "version"},schema:schema0.required,parentSchema:schema0,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.destination === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "destination"},schema:schema0.required,parentSchema:schema0,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.images === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "images"},schema:schema0.required,parentSchema:schema0,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!((((((((key0 === "version") || (key0 === "destination")) || (key0 === "defaults")) || (key0 === "plugins")) || (key0 === "images")) || (key0 === "attestations")) || (key0 === "sigstore")) || (key0 === "registries"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema0,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.version !== undefined){
let data0 = data.version;
if(!((typeof data0 == "number") && (isFinite(data0)))){
const err4 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "number"},schema:schema0.properties.version.type,parentSchema:schema0.properties.version,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(1 !== data0){
const err5 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/const",keyword:"const",params:{allowedValue: 1},schema:1,parentSchema:schema0.properties.version,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.destination !== undefined){
let data1 = data.destination;
if(typeof data1 === "string"){
if(func0(data1) < 1){
const err6 = {instancePath:instancePath+"/destination",schemaPath:"#/properties/destination/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema0.properties.destination,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/destination",schemaPath:"#/properties/destination/type",keyword:"type",params:{type: "string"},schema:schema0.properties.destination.type,parentSchema:schema0.properties.destination,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.defaults !== undefined){
let data2 = data.defaults;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key1 in data2){
if(!(func1.call(schema0.properties.defaults.properties, key1))){
const err8 = {instancePath:instancePath+"/defaults",schemaPath:"#/properties/defaults/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},schema:false,parentSchema:schema0.properties.defaults,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data2.tags !== undefined){
if(!(validate1(data2.tags, {instancePath:instancePath+"/defaults/tags",parentData:data2,parentDataProperty:"tags",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate1.errors;}else{for(const one of validate1.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data2.platforms !== undefined){
if(!(validate3(data2.platforms, {instancePath:instancePath+"/defaults/platforms",parentData:data2,parentDataProperty:"platforms",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate3.errors;}else{for(const one of validate3.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data2.missingPlatform !== undefined){
if(!(validate5(data2.missingPlatform, {instancePath:instancePath+"/defaults/missingPlatform",parentData:data2,parentDataProperty:"missingPlatform",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate5.errors;}else{for(const one of validate5.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data2.transport !== undefined){
if(!(validate7(data2.transport, {instancePath:instancePath+"/defaults/transport",parentData:data2,parentDataProperty:"transport",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate7.errors;}else{for(const one of validate7.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data2.upstreamReferrers !== undefined){
if(!(validate9(data2.upstreamReferrers, {instancePath:instancePath+"/defaults/upstreamReferrers",parentData:data2,parentDataProperty:"upstreamReferrers",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate9.errors;}else{for(const one of validate9.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data2.destination !== undefined){
if(!(validate11(data2.destination, {instancePath:instancePath+"/defaults/destination",parentData:data2,parentDataProperty:"destination",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate11.errors;}else{for(const one of validate11.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data2.plugins !== undefined){
if(!(validate13(data2.plugins, {instancePath:instancePath+"/defaults/plugins",parentData:data2,parentDataProperty:"plugins",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate13.errors;}else{for(const one of validate13.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data2.minimumAge !== undefined){
if(!(validate15(data2.minimumAge, {instancePath:instancePath+"/defaults/minimumAge",parentData:data2,parentDataProperty:"minimumAge",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate15.errors;}else{for(const one of validate15.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data2.deny !== undefined){
if(!(validate17(data2.deny, {instancePath:instancePath+"/defaults/deny",parentData:data2,parentDataProperty:"deny",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate17.errors;}else{for(const one of validate17.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
}
else {
const err9 = {instancePath:instancePath+"/defaults",schemaPath:"#/properties/defaults/type",keyword:"type",params:{type: "object"},schema:schema0.properties.defaults.type,parentSchema:schema0.properties.defaults,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.plugins !== undefined){
if(!(validate13(data.plugins, {instancePath:instancePath+"/plugins",parentData:data,parentDataProperty:"plugins",rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate13.errors;}else{for(const one of validate13.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
if(data.images !== undefined){
let data13 = data.images;
if(Array.isArray(data13)){
const len0 = data13.length;
for(let i0=0; i0<len0; i0++){
if(!(validate20(data13[i0], {instancePath:instancePath+"/images/" + i0,parentData:data13,parentDataProperty:i0,rootData,dynamicAnchors}))){
if(vErrors === null){vErrors = validate20.errors;}else{for(const one of validate20.errors) vErrors.push(one);}
errors = vErrors.length;
}
}
}
else {
const err10 = {instancePath:instancePath+"/images",schemaPath:"#/properties/images/type",keyword:"type",params:{type: "array"},schema:schema0.properties.images.type,parentSchema:schema0.properties.images,data:data13};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.attestations !== undefined){
let data15 = data.attestations;
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
for(const key2 in data15){
if(!((key2 === "format") || (key2 === "origin"))){
const err11 = {instancePath:instancePath+"/attestations",schemaPath:"#/properties/attestations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},schema:false,parentSchema:schema0.properties.attestations,data:data15};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data15.format !== undefined){
let data16 = data15.format;
if(!(((data16 === "both") || (data16 === "bundle")) || (data16 === "legacy"))){
const err12 = {instancePath:instancePath+"/attestations/format",schemaPath:"#/properties/attestations/properties/format/enum",keyword:"enum",params:{allowedValues: schema0.properties.attestations.properties.format.enum},schema:schema0.properties.attestations.properties.format.enum,parentSchema:schema0.properties.attestations.properties.format,data:data16};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data15.origin !== undefined){
let data17 = data15.origin;
if(typeof data17 === "string"){
if(func0(data17) < 1){
const err13 = {instancePath:instancePath+"/attestations/origin",schemaPath:"#/properties/attestations/properties/origin/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema0.properties.attestations.properties.origin,data:data17};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/attestations/origin",schemaPath:"#/properties/attestations/properties/origin/type",keyword:"type",params:{type: "string"},schema:schema0.properties.attestations.properties.origin.type,parentSchema:schema0.properties.attestations.properties.origin,data:data17};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath:instancePath+"/attestations",schemaPath:"#/properties/attestations/type",keyword:"type",params:{type: "object"},schema:schema0.properties.attestations.type,parentSchema:schema0.properties.attestations,data:data15};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.sigstore !== undefined){
let data18 = data.sigstore;
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
for(const key3 in data18){
if(!((((((((key3 === "fulcio") || (key3 === "rekor")) || (key3 === "rekorVersion")) || (key3 === "timestamp")) || (key3 === "issuer")) || (key3 === "tuf")) || (key3 === "timeout")) || (key3 === "trustedRoot"))){
const err16 = {instancePath:instancePath+"/sigstore",schemaPath:"#/properties/sigstore/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},schema:false,parentSchema:schema0.properties.sigstore,data:data18};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data18.fulcio !== undefined){
let data19 = data18.fulcio;
if(typeof data19 === "string"){
if(!pattern7.test(data19)){
const err17 = {instancePath:instancePath+"/sigstore/fulcio",schemaPath:"#/properties/sigstore/properties/fulcio/pattern",keyword:"pattern",params:{pattern: "^https?://|\\$\\{"},schema:"^https?://|\\$\\{",parentSchema:schema0.properties.sigstore.properties.fulcio,data:data19};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/sigstore/fulcio",schemaPath:"#/properties/sigstore/properties/fulcio/type",keyword:"type",params:{type: "string"},schema:schema0.properties.sigstore.properties.fulcio.type,parentSchema:schema0.properties.sigstore.properties.fulcio,data:data19};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data18.rekor !== undefined){
let data20 = data18.rekor;
if(typeof data20 === "string"){
if(!pattern7.test(data20)){
const err19 = {instancePath:instancePath+"/sigstore/rekor",schemaPath:"#/properties/sigstore/properties/rekor/pattern",keyword:"pattern",params:{pattern: "^https?://|\\$\\{"},schema:"^https?://|\\$\\{",parentSchema:schema0.properties.sigstore.properties.rekor,data:data20};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
else {
const err20 = {instancePath:instancePath+"/sigstore/rekor",schemaPath:"#/properties/sigstore/properties/rekor/type",keyword:"type",params:{type: "string"},schema:schema0.properties.sigstore.properties.rekor.type,parentSchema:schema0.properties.sigstore.properties.rekor,data:data20};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data18.rekorVersion !== undefined){
let data21 = data18.rekorVersion;
if(!((data21 === 1) || (data21 === 2))){
const err21 = {instancePath:instancePath+"/sigstore/rekorVersion",schemaPath:"#/properties/sigstore/properties/rekorVersion/enum",keyword:"enum",params:{allowedValues: schema0.properties.sigstore.properties.rekorVersion.enum},schema:schema0.properties.sigstore.properties.rekorVersion.enum,parentSchema:schema0.properties.sigstore.properties.rekorVersion,data:data21};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data18.timestamp !== undefined){
let data22 = data18.timestamp;
if(typeof data22 === "string"){
if(!pattern7.test(data22)){
const err22 = {instancePath:instancePath+"/sigstore/timestamp",schemaPath:"#/properties/sigstore/properties/timestamp/pattern",keyword:"pattern",params:{pattern: "^https?://|\\$\\{"},schema:"^https?://|\\$\\{",parentSchema:schema0.properties.sigstore.properties.timestamp,data:data22};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
else {
const err23 = {instancePath:instancePath+"/sigstore/timestamp",schemaPath:"#/properties/sigstore/properties/timestamp/type",keyword:"type",params:{type: "string"},schema:schema0.properties.sigstore.properties.timestamp.type,parentSchema:schema0.properties.sigstore.properties.timestamp,data:data22};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data18.issuer !== undefined){
let data23 = data18.issuer;
if(typeof data23 === "string"){
if(!pattern7.test(data23)){
const err24 = {instancePath:instancePath+"/sigstore/issuer",schemaPath:"#/properties/sigstore/properties/issuer/pattern",keyword:"pattern",params:{pattern: "^https?://|\\$\\{"},schema:"^https?://|\\$\\{",parentSchema:schema0.properties.sigstore.properties.issuer,data:data23};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/sigstore/issuer",schemaPath:"#/properties/sigstore/properties/issuer/type",keyword:"type",params:{type: "string"},schema:schema0.properties.sigstore.properties.issuer.type,parentSchema:schema0.properties.sigstore.properties.issuer,data:data23};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data18.tuf !== undefined){
let data24 = data18.tuf;
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
if(data24.mirror === undefined){
const err26 = {instancePath:instancePath+"/sigstore/tuf",schemaPath:"#/properties/sigstore/properties/tuf/required",keyword:"required",params:{missingProperty: "mirror"},schema:schema0.properties.sigstore.properties.tuf.required,parentSchema:schema0.properties.sigstore.properties.tuf,data:data24};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data24.root === undefined){
const err27 = {instancePath:instancePath+"/sigstore/tuf",schemaPath:"#/properties/sigstore/properties/tuf/required",keyword:"required",params:{missingProperty: "root"},schema:schema0.properties.sigstore.properties.tuf.required,parentSchema:schema0.properties.sigstore.properties.tuf,data:data24};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
for(const key4 in data24){
if(!((key4 === "mirror") || (key4 === "root"))){
const err28 = {instancePath:instancePath+"/sigstore/tuf",schemaPath:"#/properties/sigstore/properties/tuf/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},schema:false,parentSchema:schema0.properties.sigstore.properties.tuf,data:data24};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data24.mirror !== undefined){
let data25 = data24.mirror;
if(typeof data25 === "string"){
if(!pattern7.test(data25)){
const err29 = {instancePath:instancePath+"/sigstore/tuf/mirror",schemaPath:"#/properties/sigstore/properties/tuf/properties/mirror/pattern",keyword:"pattern",params:{pattern: "^https?://|\\$\\{"},schema:"^https?://|\\$\\{",parentSchema:schema0.properties.sigstore.properties.tuf.properties.mirror,data:data25};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
else {
const err30 = {instancePath:instancePath+"/sigstore/tuf/mirror",schemaPath:"#/properties/sigstore/properties/tuf/properties/mirror/type",keyword:"type",params:{type: "string"},schema:schema0.properties.sigstore.properties.tuf.properties.mirror.type,parentSchema:schema0.properties.sigstore.properties.tuf.properties.mirror,data:data25};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data24.root !== undefined){
let data26 = data24.root;
if(typeof data26 === "string"){
if(func0(data26) < 1){
const err31 = {instancePath:instancePath+"/sigstore/tuf/root",schemaPath:"#/properties/sigstore/properties/tuf/properties/root/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema0.properties.sigstore.properties.tuf.properties.root,data:data26};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
else {
const err32 = {instancePath:instancePath+"/sigstore/tuf/root",schemaPath:"#/properties/sigstore/properties/tuf/properties/root/type",keyword:"type",params:{type: "string"},schema:schema0.properties.sigstore.properties.tuf.properties.root.type,parentSchema:schema0.properties.sigstore.properties.tuf.properties.root,data:data26};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
}
else {
const err33 = {instancePath:instancePath+"/sigstore/tuf",schemaPath:"#/properties/sigstore/properties/tuf/type",keyword:"type",params:{type: "object"},schema:schema0.properties.sigstore.properties.tuf.type,parentSchema:schema0.properties.sigstore.properties.tuf,data:data24};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data18.timeout !== undefined){
let data27 = data18.timeout;
if(typeof data27 === "string"){
if(!pattern2.test(data27)){
const err34 = {instancePath:instancePath+"/sigstore/timeout",schemaPath:"#/properties/sigstore/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$"},schema:"^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$",parentSchema:schema0.properties.sigstore.properties.timeout,data:data27};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
else {
const err35 = {instancePath:instancePath+"/sigstore/timeout",schemaPath:"#/properties/sigstore/properties/timeout/type",keyword:"type",params:{type: "string"},schema:schema0.properties.sigstore.properties.timeout.type,parentSchema:schema0.properties.sigstore.properties.timeout,data:data27};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data18.trustedRoot !== undefined){
let data28 = data18.trustedRoot;
if(typeof data28 === "string"){
if(func0(data28) < 1){
const err36 = {instancePath:instancePath+"/sigstore/trustedRoot",schemaPath:"#/properties/sigstore/properties/trustedRoot/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema0.properties.sigstore.properties.trustedRoot,data:data28};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
else {
const err37 = {instancePath:instancePath+"/sigstore/trustedRoot",schemaPath:"#/properties/sigstore/properties/trustedRoot/type",keyword:"type",params:{type: "string"},schema:schema0.properties.sigstore.properties.trustedRoot.type,parentSchema:schema0.properties.sigstore.properties.trustedRoot,data:data28};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
else {
const err38 = {instancePath:instancePath+"/sigstore",schemaPath:"#/properties/sigstore/type",keyword:"type",params:{type: "object"},schema:schema0.properties.sigstore.type,parentSchema:schema0.properties.sigstore,data:data18};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data.registries !== undefined){
let data29 = data.registries;
if(data29 && typeof data29 == "object" && !Array.isArray(data29)){
for(const key5 in data29){
const _errs53 = errors;
if(typeof key5 === "string"){
if(!pattern13.test(key5)){
const err39 = {instancePath:instancePath+"/registries",schemaPath:"#/properties/registries/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[^/\\s]+$"},schema:"^[^/\\s]+$",parentSchema:schema0.properties.registries.propertyNames,data:key5,propertyName:key5};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
var valid7 = _errs53 === errors;
if(!valid7){
const err40 = {instancePath:instancePath+"/registries",schemaPath:"#/properties/registries/propertyNames",keyword:"propertyNames",params:{propertyName: key5},schema:schema0.properties.registries.propertyNames,parentSchema:schema0.properties.registries,data:data29};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
for(const key6 in data29){
let data30 = data29[key6];
if(data30 && typeof data30 == "object" && !Array.isArray(data30)){
for(const key7 in data30){
if(!(((((key7 === "concurrency") || (key7 === "insecure")) || (key7 === "timeout")) || (key7 === "auth")) || (key7 === "ca"))){
const err41 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/registries/additionalProperties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},schema:false,parentSchema:schema0.properties.registries.additionalProperties,data:data30};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data30.concurrency !== undefined){
let data31 = data30.concurrency;
if(!(((typeof data31 == "number") && (!(data31 % 1) && !isNaN(data31))) && (isFinite(data31)))){
const err42 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/concurrency",schemaPath:"#/properties/registries/additionalProperties/properties/concurrency/type",keyword:"type",params:{type: "integer"},schema:schema0.properties.registries.additionalProperties.properties.concurrency.type,parentSchema:schema0.properties.registries.additionalProperties.properties.concurrency,data:data31};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if((typeof data31 == "number") && (isFinite(data31))){
if(data31 < 1 || isNaN(data31)){
const err43 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/concurrency",schemaPath:"#/properties/registries/additionalProperties/properties/concurrency/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},schema:1,parentSchema:schema0.properties.registries.additionalProperties.properties.concurrency,data:data31};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
if(data30.insecure !== undefined){
let data32 = data30.insecure;
if(typeof data32 !== "boolean"){
const err44 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/insecure",schemaPath:"#/properties/registries/additionalProperties/properties/insecure/type",keyword:"type",params:{type: "boolean"},schema:schema0.properties.registries.additionalProperties.properties.insecure.type,parentSchema:schema0.properties.registries.additionalProperties.properties.insecure,data:data32};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data30.timeout !== undefined){
let data33 = data30.timeout;
if(typeof data33 === "string"){
if(!pattern2.test(data33)){
const err45 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/timeout",schemaPath:"#/properties/registries/additionalProperties/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$"},schema:"^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$",parentSchema:schema0.properties.registries.additionalProperties.properties.timeout,data:data33};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
else {
const err46 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/timeout",schemaPath:"#/properties/registries/additionalProperties/properties/timeout/type",keyword:"type",params:{type: "string"},schema:schema0.properties.registries.additionalProperties.properties.timeout.type,parentSchema:schema0.properties.registries.additionalProperties.properties.timeout,data:data33};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data30.auth !== undefined){
let data34 = data30.auth;
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
if(data34.username === undefined){
const err47 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/auth",schemaPath:"#/properties/registries/additionalProperties/properties/auth/required",keyword:"required",params:{missingProperty: "username"},schema:schema0.properties.registries.additionalProperties.properties.auth.required,parentSchema:schema0.properties.registries.additionalProperties.properties.auth,data:data34};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if(data34.password === undefined){
const err48 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/auth",schemaPath:"#/properties/registries/additionalProperties/properties/auth/required",keyword:"required",params:{missingProperty: "password"},schema:schema0.properties.registries.additionalProperties.properties.auth.required,parentSchema:schema0.properties.registries.additionalProperties.properties.auth,data:data34};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
for(const key8 in data34){
if(!((key8 === "username") || (key8 === "password"))){
const err49 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/auth",schemaPath:"#/properties/registries/additionalProperties/properties/auth/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8},schema:false,parentSchema:schema0.properties.registries.additionalProperties.properties.auth,data:data34};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data34.username !== undefined){
let data35 = data34.username;
if(typeof data35 === "string"){
if(func0(data35) < 1){
const err50 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/auth/username",schemaPath:"#/properties/registries/additionalProperties/properties/auth/properties/username/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema0.properties.registries.additionalProperties.properties.auth.properties.username,data:data35};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
else {
const err51 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/auth/username",schemaPath:"#/properties/registries/additionalProperties/properties/auth/properties/username/type",keyword:"type",params:{type: "string"},schema:schema0.properties.registries.additionalProperties.properties.auth.properties.username.type,parentSchema:schema0.properties.registries.additionalProperties.properties.auth.properties.username,data:data35};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data34.password !== undefined){
let data36 = data34.password;
if(typeof data36 === "string"){
if(func0(data36) < 1){
const err52 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/auth/password",schemaPath:"#/properties/registries/additionalProperties/properties/auth/properties/password/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema0.properties.registries.additionalProperties.properties.auth.properties.password,data:data36};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
else {
const err53 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/auth/password",schemaPath:"#/properties/registries/additionalProperties/properties/auth/properties/password/type",keyword:"type",params:{type: "string"},schema:schema0.properties.registries.additionalProperties.properties.auth.properties.password.type,parentSchema:schema0.properties.registries.additionalProperties.properties.auth.properties.password,data:data36};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
}
else {
const err54 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/auth",schemaPath:"#/properties/registries/additionalProperties/properties/auth/type",keyword:"type",params:{type: "object"},schema:schema0.properties.registries.additionalProperties.properties.auth.type,parentSchema:schema0.properties.registries.additionalProperties.properties.auth,data:data34};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
if(data30.ca !== undefined){
let data37 = data30.ca;
if(typeof data37 === "string"){
if(func0(data37) < 1){
const err55 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/ca",schemaPath:"#/properties/registries/additionalProperties/properties/ca/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema0.properties.registries.additionalProperties.properties.ca,data:data37};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
else {
const err56 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/ca",schemaPath:"#/properties/registries/additionalProperties/properties/ca/type",keyword:"type",params:{type: "string"},schema:schema0.properties.registries.additionalProperties.properties.ca.type,parentSchema:schema0.properties.registries.additionalProperties.properties.ca,data:data37};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
}
else {
const err57 = {instancePath:instancePath+"/registries/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/registries/additionalProperties/type",keyword:"type",params:{type: "object"},schema:schema0.properties.registries.additionalProperties.type,parentSchema:schema0.properties.registries.additionalProperties,data:data30};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
}
else {
const err58 = {instancePath:instancePath+"/registries",schemaPath:"#/properties/registries/type",keyword:"type",params:{type: "object"},schema:schema0.properties.registries.type,parentSchema:schema0.properties.registries,data:data29};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
}
else {
const err59 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema0.type,parentSchema:schema0,data};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
validate0.errors = vErrors;
return errors === 0;
}
validate0.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const homes: Readonly<Record<string, readonly string[]>> = {
  "version": [
    "the top of the manifest"
  ],
  "destination": [
    "the top of the manifest",
    "images[]"
  ],
  "plugins": [
    "the top of the manifest",
    "images[]"
  ],
  "use": [
    "plugins[]",
    "images[].plugins[]"
  ],
  "with": [
    "plugins[]",
    "images[].plugins[]"
  ],
  "images": [
    "the top of the manifest"
  ],
  "name": [
    "images[]"
  ],
  "source": [
    "images[]"
  ],
  "sources": [
    "images[]"
  ],
  "tagsFrom": [
    "images[]"
  ],
  "tags": [
    "images[]"
  ],
  "semver": [
    "images[].tags"
  ],
  "regex": [
    "images[].tags"
  ],
  "exclude": [
    "images[].tags"
  ],
  "keep": [
    "images[].tags"
  ],
  "latest": [
    "images[].tags"
  ],
  "downgrade": [
    "images[].tags.latest"
  ],
  "prereleases": [
    "images[].tags"
  ],
  "aliases": [
    "images[].tags"
  ],
  "mutable": [
    "images[].tags"
  ],
  "platforms": [
    "images[]"
  ],
  "missingPlatform": [
    "images[]"
  ],
  "transport": [
    "images[]"
  ],
  "upstreamReferrers": [
    "images[]"
  ],
  "minimumAge": [
    "images[]"
  ],
  "deny": [
    "images[]"
  ],
  "tag": [
    "images[].deny[]"
  ],
  "digest": [
    "images[].deny[]"
  ],
  "reason": [
    "images[].deny[]"
  ],
  "attestations": [
    "the top of the manifest"
  ],
  "format": [
    "attestations"
  ],
  "origin": [
    "attestations"
  ],
  "sigstore": [
    "the top of the manifest"
  ],
  "fulcio": [
    "sigstore"
  ],
  "rekor": [
    "sigstore"
  ],
  "rekorVersion": [
    "sigstore"
  ],
  "timestamp": [
    "sigstore"
  ],
  "issuer": [
    "sigstore"
  ],
  "tuf": [
    "sigstore"
  ],
  "mirror": [
    "sigstore.tuf"
  ],
  "root": [
    "sigstore.tuf"
  ],
  "timeout": [
    "sigstore",
    "registries.HOST"
  ],
  "trustedRoot": [
    "sigstore"
  ],
  "registries": [
    "the top of the manifest"
  ],
  "concurrency": [
    "registries.HOST"
  ],
  "insecure": [
    "registries.HOST"
  ],
  "auth": [
    "registries.HOST"
  ],
  "username": [
    "registries.HOST.auth"
  ],
  "password": [
    "registries.HOST.auth"
  ],
  "ca": [
    "registries.HOST"
  ]
};
