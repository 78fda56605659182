terraform { required_version = ">= 1.6" }
variable "password" {
  type      = string
  sensitive = true
  default   = "swordfish-2"
}
variable "size" { default = 2 }
module "shop" {
  source   = "./modules/shop"
  name     = "Librairie"
  password = var.password
}
resource "terraform_data" "new_name" { input = "the same" }
moved {
  from = terraform_data.old_name
  to   = terraform_data.new_name
}
resource "terraform_data" "size" { input = var.size }
resource "terraform_data" "made_anew" {
  input            = "x"
  triggers_replace = [var.size]
}
resource "terraform_data" "made_before" {
  input            = { a = "x", "b.c" = [1, 2.50, true, null] }
  triggers_replace = var.size
  lifecycle { create_before_destroy = true }
}
resource "terraform_data" "follows" {
  input = "follows"
  lifecycle { replace_triggered_by = [terraform_data.size] }
}
resource "terraform_data" "counted" {
  count = 2
  input = "counted ${count.index}"
}
removed {
  from = terraform_data.let_go
  lifecycle { destroy = false }
}
resource "terraform_data" "brought_in" { input = null }
import {
  to = terraform_data.brought_in
  id = "4c1a4f2e-0000-4000-8000-000000000001"
}
data "terraform_remote_state" "other" {
  backend = "local"
  config  = { path = "${path.module}/other.tfstate" }
  defaults = { x = 1 }
  depends_on = [terraform_data.size]
}
output "size" { value = var.size }
output "password" {
  value     = var.password
  sensitive = true
}
output "later" { value = terraform_data.size.id }
output "new" { value = { now = plantimestamp(), n = 12345678901234567890.5 } }
check "size" {
  assert {
    condition     = var.size < 2
    error_message = "The size ${var.size} is more than the contract allows."
  }
}
check "name" {
  assert {
    condition     = terraform_data.size.id != ""
    error_message = "No name."
  }
}
